import type { JsonSchema } from '../schema.ts';

/** What some provider refuses or misreads, wherever it stands in a schema. */
const REFUSED = ['$ref', '$defs', 'prefixItems', 'not', 'if'] as const;

/** What would fail at a client or model provider, or leave a model guessing. */
export function faultsOfSchema(schema: JsonSchema, where: string, io: 'input' | 'output'): string[] {
  const faults = REFUSED.filter((keyword) => keyword in schema).map((keyword) => `${where}: has ${keyword}`);
  if (Array.isArray(schema['type'])) faults.push(`${where}: has several types`);
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const names = Object.keys(properties);
  if (names.length > 0 && schema['additionalProperties'] !== false) faults.push(`${where}: is not closed`);
  for (const [name, field] of Object.entries(properties)) {
    if (!isSchema(field)) continue;
    if (io === 'input' && !describes(field)) faults.push(`${where}.${name}: is not described`);
    faults.push(...faultsOfSchema(field, `${where}.${name}`, io));
  }
  for (const keyword of ['items', 'additionalProperties'] as const) {
    const inner = schema[keyword];
    if (isSchema(inner)) faults.push(...faultsOfSchema(inner, `${where}[]`, io));
  }
  for (const keyword of ['anyOf', 'oneOf', 'allOf'] as const) {
    const branches: unknown = schema[keyword];
    if (!Array.isArray(branches)) continue;
    for (const branch of branches.filter(isSchema)) faults.push(...faultsOfSchema(branch, where, io));
  }
  return faults;
}

function describes(field: JsonSchema): boolean {
  return typeof field['description'] === 'string' && field['description'].trim() !== '';
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { JsonObject } from '@nexus/llm';
import { cleanText } from '@nexus/models';
import { type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { propertyNames, propertySchema } from '../routing/coerce-arguments.ts';
import { exampleArguments } from './example-arguments.ts';

const MAX_FAULTS = 8;
const MAX_ALLOWED = 20;
/** A schema beyond this is not compiled: foreign servers write schemas too. */
const LONGEST_SCHEMA = 100_000;

/** Checks the arguments of calls before they are sent; each schema is compiled once. */
export class ArgumentCheck {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, validateFormats: false, logger: false });
  readonly #compiled = new Map<string, ValidateFunction | undefined>();

  /**
   * What a model has to correct: each fault with its path and the values that are allowed, then an example.
   *
   * @returns undefined when the arguments fit, or when the schema cannot be checked here; the server then judges.
   */
  faults(tool: string, args: JsonObject, schema: JsonObject): string | undefined {
    const fits = this.#compile(schema);
    if (fits === undefined || fits(args)) return undefined;
    const lines = [...new Set((fits.errors ?? []).map((error) => faultLine(error, schema)))].slice(0, MAX_FAULTS);
    const example = JSON.stringify(exampleArguments(schema));
    return [
      `Error: the arguments do not fit ${tool}, so it was not called.`,
      ...lines.map((line) => `- ${line}`),
      `Call it again, for example with ${example}`,
    ].join('\n');
  }

  #compile(schema: JsonObject): ValidateFunction | undefined {
    const text = JSON.stringify(schema);
    if (!this.#compiled.has(text)) this.#compiled.set(text, this.#validator(text));
    return this.#compiled.get(text);
  }

  #validator(text: string): ValidateFunction | undefined {
    // Without its patterns a map of patterns would refuse what the server takes.
    if (text.length > LONGEST_SCHEMA || text.includes('"patternProperties"')) return undefined;
    const schema = JSON.parse(text, withoutPatterns) as JsonObject;
    const { $schema: _dialect, $id: _id, ...checkable } = schema;
    try {
      return this.#ajv.compile(checkable);
    } catch {
      return undefined; // a schema in error is its server's affair, which checks the arguments itself
    }
  }
}

/** A hostile expression could keep the host busy for ever, and the server checks patterns anyway. */
function withoutPatterns(key: string, value: unknown): unknown {
  return key === 'pattern' && typeof value === 'string' ? undefined : value;
}

function faultLine(error: ErrorObject, schema: JsonObject): string {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const at = (name: string) => cleanText([path, name].filter((part) => part !== '').join('.'), 80) || 'arguments';
  const { params } = error as { params: Readonly<Record<string, unknown>> };
  if (error.keyword === 'required')
    return `${at(String(params['missingProperty']))}: is missing${expected(params['missingProperty'], path, schema)}`;
  if (error.keyword === 'additionalProperties') {
    const known = path === '' ? `; there are ${propertyNames(schema).join(', ') || 'none'}` : '';
    return `${at(String(params['additionalProperty']))}: is not an argument${known}`;
  }
  if (error.keyword === 'enum' && Array.isArray(params['allowedValues']))
    return `${at('')}: must be ${oneOf(params['allowedValues'])}`;
  return `${at('')}: ${error.message ?? 'is not allowed'}`;
}

/** What a missing argument would have to be. */
function expected(name: unknown, path: string, schema: JsonObject): string {
  if (path !== '' || typeof name !== 'string') return '';
  const { enum: allowed, type } = propertySchema(schema, name);
  if (Array.isArray(allowed)) return `, ${oneOf(allowed)}`;
  return typeof type === 'string' ? `, a value of type ${type}` : '';
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.slice(0, MAX_ALLOWED).map((value) => JSON.stringify(value));
  return `one of ${shown.join(', ')}${values.length > MAX_ALLOWED ? ', …' : ''}`;
}

import type { JsonObject } from '../backend.ts';
import { isArray, isObject } from '../json.ts';

/** What is wrong with the tools of a request, in the words of one kind of server; undefined when it takes them. */
export type ToolRefusal = (body: JsonObject) => string | undefined;

const GEMINI_WORDS = new Set([
  'type',
  'description',
  'format',
  'nullable',
  'enum',
  'items',
  'properties',
  'required',
  'anyOf',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
]);
const XGRAMMAR_FORMATS: ReadonlySet<unknown> = new Set([
  'email',
  'date',
  'time',
  'date-time',
  'duration',
  'ipv4',
  'ipv6',
  'hostname',
  'uuid',
  'uri',
]);
const XGRAMMAR_LACKS = ['multipleOf', 'uniqueItems', 'contains', 'patternProperties', 'propertyNames', 'allOf', '$ref'];

/** Gemini's OpenAI-compatible endpoint: a subset of OpenAPI 3.0 in which each part has one type. */
export const geminiRefusal: ToolRefusal = (body) =>
  firstIn(body, (schema, path) => {
    const unknown = Object.keys(schema).find((word) => !GEMINI_WORDS.has(word));
    if (unknown !== undefined) return `Invalid JSON payload received. Unknown name "${unknown}" at '${path}'`;
    if (schema['anyOf'] !== undefined)
      return Object.keys(schema).length > 1 ? `${path}: when using any_of, it must be the only field set` : undefined;
    const { type, enum: values, format, properties, items } = schema;
    if (typeof type !== 'string') return `Proto field is not repeating, cannot start list: ${path}.type`;
    if (isArray(values) && (type !== 'string' || !values.every((value) => typeof value === 'string')))
      return `Invalid value at '${path}.enum[0]' (TYPE_STRING)`;
    if (type === 'string' && format !== undefined && format !== 'date-time')
      return `${path}.format: only 'enum' and 'date-time' are supported for STRING type`;
    const isRoot = path.endsWith('.parameters');
    if (type === 'object' && !isRoot && Object.keys(isObject(properties) ? properties : {}).length === 0)
      return `${path}.properties: should be non-empty for OBJECT type`;
    return type === 'array' && items === undefined ? `${path}.items: missing field` : undefined;
  });

/** vLLM with xgrammar: what a tool that is to be strict may not say, and the style that OpenAI asks of it. */
export const vllmRefusal: ToolRefusal = (body) =>
  firstIn(
    body,
    (schema, path) => {
      const lacking = XGRAMMAR_LACKS.find((word) => schema[word] !== undefined);
      if (lacking !== undefined)
        return `The provided JSON schema contains features not supported by xgrammar: ${lacking}`;
      const { format, type, properties, required } = schema;
      if (format !== undefined && !XGRAMMAR_FORMATS.has(format))
        return `The provided JSON schema contains features not supported by xgrammar: format at ${path}`;
      const isBounded = schema['minLength'] !== undefined || schema['maxLength'] !== undefined;
      if (isBounded && (format !== undefined || schema['pattern'] !== undefined))
        return `The provided JSON schema contains features not supported by xgrammar: length beside ${path}.format`;
      if (type !== 'object') return undefined;
      const names = Object.keys(isObject(properties) ? properties : {});
      const isClosed = schema['additionalProperties'] === false;
      const requiresAll = names.every((name) => isArray(required) && required.includes(name));
      return isClosed && requiresAll
        ? undefined
        : `Invalid schema at ${path}: a strict object is closed and requires all`;
    },
    ({ strict }) => strict === true,
  );

/** LM Studio: the parameters of every tool are an object that names its properties. */
export const lmStudioRefusal: ToolRefusal = (body) => {
  const wrong = functionsIn(body).findIndex(({ parameters }) => {
    return !isObject(parameters) || parameters['type'] !== 'object' || !isObject(parameters['properties']);
  });
  const path = `[${wrong}, "function", "parameters", "type"]`;
  return wrong < 0 ? undefined : `[{"code":"invalid_union_discriminator","options":["object"],"path":${path}}]`;
};

/** Ollama before it read lists of types. */
export const oldOllamaRefusal: ToolRefusal = (body) =>
  firstIn(body, ({ type }) =>
    isArray(type)
      ? 'json: cannot unmarshal array into Go struct field .tools.function.parameters.properties.type of type string'
      : undefined,
  );

/** Azure OpenAI: no description is longer than 1,024 characters. */
export const azureRefusal: ToolRefusal = (body) => {
  const long = functionsIn(body).findIndex(({ description }) => String(description).length > 1024);
  return long < 0
    ? undefined
    : `Invalid 'tools[${long}].function.description': string too long. Expected a string with maximum length 1024.`;
};

function functionsIn(body: JsonObject): JsonObject[] {
  const tools = isArray(body['tools']) ? body['tools'].filter(isObject) : [];
  return tools.map((tool) => tool['function']).filter(isObject);
}

/** The first fault that is found in any part of any schema. */
function firstIn(
  body: JsonObject,
  fault: (schema: JsonObject, path: string) => string | undefined,
  concerns: (tool: JsonObject) => boolean = () => true,
): string | undefined {
  for (const [i, tool] of functionsIn(body).entries()) {
    if (!concerns(tool)) continue;
    for (const [path, schema] of partsOf(tool['parameters'], `tools[${i}].parameters`)) {
      const found = fault(schema, path);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function* partsOf(schema: unknown, path: string): Generator<[path: string, schema: JsonObject]> {
  if (!isObject(schema)) return;
  yield [path, schema];
  const { properties, items, anyOf, oneOf, allOf, $defs } = schema;
  for (const named of [properties, $defs]) {
    if (isObject(named)) for (const [name, each] of Object.entries(named)) yield* partsOf(each, `${path}.${name}`);
  }
  yield* partsOf(items, `${path}.items`);
  for (const list of [anyOf, oneOf, allOf]) {
    if (isArray(list)) for (const [i, each] of list.entries()) yield* partsOf(each, `${path}[${i}]`);
  }
}

import type { ChatCompletion, ChatTool, ChatToolCall, JsonObject } from '../backend.ts';
import { isArray, isObject, parseJson } from '../json.ts';

/** A completion whose calls are without the nulls that stand for "left out". */
export function callsWithoutAddedNulls(completion: ChatCompletion, tools: readonly ChatTool[] = []): ChatCompletion {
  const [choice] = completion.choices;
  const { message } = choice;
  if (!message.tool_calls) return completion;
  const tool_calls = message.tool_calls.map((call): ChatToolCall => {
    const { name, arguments: text } = call.function;
    const schema = tools.find((tool) => tool.function.name === name)?.function.parameters;
    const value = parseJson(text);
    if (schema === undefined || !isObject(value)) return call;
    return { ...call, function: { name, arguments: JSON.stringify(withoutAddedNulls(value, schema)) } };
  });
  return { ...completion, choices: [{ ...choice, message: { ...message, tool_calls } }] };
}

/**
 * A model's arguments without the nulls that stand for "left out".
 *
 * The grammar makes a model name every property, so null for an optional one never means more than that, even where the tool
 * itself would take a null.
 */
export function withoutAddedNulls(value: unknown, schema: unknown, root: unknown = schema): unknown {
  const shape = shapeOf(value, schema, root, 0);
  if (shape === undefined) return value;
  if (isArray(value)) return value.map((each) => withoutAddedNulls(each, shape['items'], root));
  if (!isObject(value)) return value;
  const properties = isObject(shape['properties']) ? shape['properties'] : {};
  const required = isArray(shape['required']) ? shape['required'] : [];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => each !== null || required.includes(name) || !Object.hasOwn(properties, name))
      .map(([name, each]) => [name, withoutAddedNulls(each, properties[name], root)]),
  );
}

/** The part of a schema that says what `value` is made of: its references followed and its alternatives decided. */
function shapeOf(value: unknown, schema: unknown, root: unknown, depth: number): JsonObject | undefined {
  if (!isObject(schema) || depth > 20) return undefined;
  const { $ref: reference, allOf } = schema;
  if (typeof reference === 'string') return shapeOf(value, definition(reference, root), root, depth + 1);
  const alternatives = isArray(schema['oneOf']) ? schema['oneOf'] : schema['anyOf'];
  if (isArray(alternatives)) {
    return alternatives
      .map((each) => shapeOf(value, each, root, depth + 1))
      .find((each) => each !== undefined && describes(each, value));
  }
  if (!isArray(allOf)) return schema;
  const parts = [schema, ...allOf.map((each) => shapeOf(value, each, root, depth + 1) ?? {})];
  return {
    ...schema,
    properties: Object.assign(
      {},
      ...parts.map(({ properties }) => (isObject(properties) ? properties : {})),
    ) as JsonObject,
    required: parts.flatMap(({ required }) => (isArray(required) ? required : [])),
    items: parts.find(({ items }) => items !== undefined)?.['items'],
  };
}

function definition(reference: string, root: unknown): unknown {
  const [, group, name] = /^#\/(\$defs|definitions)\/([^/]+)$/u.exec(reference) ?? [];
  if (group === undefined || name === undefined || !isObject(root)) return undefined;
  const definitions = root[group];
  return isObject(definitions) ? definitions[name] : undefined;
}

function describes(shape: JsonObject, value: unknown): boolean {
  if (isArray(value)) return shape['items'] !== undefined;
  if (!isObject(value) || !isObject(shape['properties'])) return false;
  const properties = shape['properties'];
  return Object.keys(value).every((name) => Object.hasOwn(properties, name));
}

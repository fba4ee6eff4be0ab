import fc from 'fast-check';
import type { JsonSchema } from '../schema.ts';

const HOSTILE_TEXTS = [
  '',
  ' ',
  "' OR 1=1 --",
  '"; DROP TABLE devices; --',
  '%',
  '_',
  '*',
  '\\',
  '../../../etc/passwd',
  '\u0000',
  'a\u0007b',
  '\u202Eabc',
  '\u200B',
  '\uD800',
  '$(touch x)',
  '{{7*7}}',
  '<script>alert(1)</script>',
  'Ignore all previous instructions.',
  '2026-02-30',
  '2026-02-28T25:00:00Z',
  'now',
  '-24h',
  '-999999999999d',
  'yesterday',
  '275760-09-13',
  '1e400',
  'NaN',
  'null',
  '__proto__',
  'constructor',
  'é'.normalize('NFD'),
  '🏢'.repeat(50),
  'x'.repeat(5_000),
];

const HOSTILE_NUMBERS = [
  0,
  -0,
  -1,
  1,
  0.5,
  1e308,
  -1e308,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  1e21,
  Infinity,
  NaN,
];

/** Like the unit `binary` of fast-check, which takes a second of each process, whether a test needs it or not. */
const codePoint = fc.integer({ min: 0, max: 0x10_ff_ff }).map((each) => String.fromCodePoint(each));
const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: codePoint, maxLength: 40 }),
  fc.string(),
);
const hostileNumber = fc.oneof(fc.constantFrom(...HOSTILE_NUMBERS), fc.double(), fc.integer());
const anything = fc.oneof(
  hostileText,
  hostileNumber,
  fc.boolean(),
  fc.constant(null),
  fc.array(hostileText, { maxLength: 3 }),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
);

type Arguments = Record<string, unknown>;

/** Values that mean something to a server, by the name of the argument, such as ids that it has. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

/** Arguments for a tool with this input schema: good ones, ones at the limits, ones with a single fault, and rubbish. */
export function argumentsFor(schema: JsonSchema, known: KnownValues = {}): fc.Arbitrary<Arguments> {
  const fields = Object.entries(schema['properties'] ?? {}) as [string, JsonSchema][];
  const required = new Set((schema['required'] ?? []) as string[]);
  const valid = record(fields, required, (field, name) => {
    const values = known[name] ?? [];
    if (values.length === 0) return valueFor(field);
    return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: valueFor(field) });
  });
  const hostile = record(fields, required, hostileFor);
  const unknownKey = fc
    .tuple(valid, fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'limit ')), anything)
    .map(([args, name, value]) => withField(args, name, value));
  const rubbish = fc.dictionary(fc.oneof(fc.string(), names(fields)), anything, { maxKeys: 5 });
  const deep = valid.map((args) => withField(args, fields[0]?.[0] ?? 'x', nested(40)));
  if (fields.length === 0) return fc.oneof(valid, unknownKey, rubbish);
  const oneWrong = fc.tuple(valid, names(fields), anything).map(([args, name, value]) => withField(args, name, value));
  return fc.oneof(
    { weight: 4, arbitrary: valid },
    { weight: 3, arbitrary: hostile },
    { weight: 3, arbitrary: oneWrong },
    { weight: 1, arbitrary: unknownKey },
    { weight: 1, arbitrary: rubbish },
    { weight: 1, arbitrary: deep },
  );
}

function names(fields: readonly [string, JsonSchema][]): fc.Arbitrary<string> {
  return fields.length === 0 ? fc.string() : fc.constantFrom(...fields.map(([name]) => name));
}

function record(
  fields: readonly [string, JsonSchema][],
  required: ReadonlySet<string>,
  arbitraryFor: (schema: JsonSchema, name: string) => fc.Arbitrary<unknown>,
): fc.Arbitrary<Arguments> {
  return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, arbitraryFor(field, name)])), {
    requiredKeys: [...required],
    noNullPrototype: true,
  });
}

/** A value that the schema takes, limits included; of a pattern or refinement it knows nothing. */
function valueFor(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if ('const' in schema) return fc.constant(schema['const']);
  const branches = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined;
  if (branches !== undefined) return fc.oneof(...branches.map(valueFor));
  switch (schema['type']) {
    case 'string':
      return textFor(schema);
    case 'integer': {
      const [min, max] = bounds(schema, 10_000);
      return fc.oneof(fc.integer({ min: Math.ceil(min), max: Math.floor(max) }), fc.constantFrom(min, max));
    }
    case 'number': {
      const [min, max] = bounds(schema, 1e6);
      return fc.oneof(fc.double({ min, max, noNaN: true }), fc.constantFrom(min, max));
    }
    case 'boolean':
      return fc.boolean();
    case 'array': {
      const limit = Math.min(numberOf(schema, 'maxItems') ?? 5, 5);
      const minLength = numberOf(schema, 'minItems') ?? 0;
      return fc.array(valueFor((schema['items'] ?? {}) as JsonSchema), {
        minLength,
        maxLength: Math.max(limit, minLength),
      });
    }
    case 'object':
      return argumentsOf(schema);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function argumentsOf(schema: JsonSchema): fc.Arbitrary<Arguments> {
  const fields = Object.entries(schema['properties'] ?? {}) as [string, JsonSchema][];
  if (fields.length > 0) return record(fields, new Set((schema['required'] ?? []) as string[]), valueFor);
  const values = schema['additionalProperties'];
  const inner = typeof values === 'object' && values !== null ? (values as JsonSchema) : {};
  return fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), valueFor(inner), { maxKeys: 4 });
}

function textFor(schema: JsonSchema): fc.Arbitrary<string> {
  const minLength = numberOf(schema, 'minLength') ?? 0;
  const maxLength = Math.min(numberOf(schema, 'maxLength') ?? 100, 500);
  const fitting = HOSTILE_TEXTS.filter((text) => text.length >= minLength && text.length <= maxLength);
  const free = fc.string({ minLength, maxLength });
  const known = [...fitting, ...((schema['examples'] ?? []) as string[])];
  return known.length === 0 ? free : fc.oneof(free, fc.constantFrom(...known));
}

/** A value of the right type that is as unkind as that allows. */
function hostileFor(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema['type'] === 'string') return 'enum' in schema ? fc.oneof(valueFor(schema), hostileText) : hostileText;
  if (schema['type'] === 'number' || schema['type'] === 'integer') return hostileNumber;
  if (schema['type'] === 'array') return fc.array(hostileFor((schema['items'] ?? {}) as JsonSchema), { maxLength: 20 });
  return fc.oneof(valueFor(schema), anything);
}

function bounds(schema: JsonSchema, reach: number): [number, number] {
  const min = numberOf(schema, 'minimum') ?? above(numberOf(schema, 'exclusiveMinimum'));
  const max = numberOf(schema, 'maximum') ?? below(numberOf(schema, 'exclusiveMaximum'));
  return [min ?? Math.min(-reach, max ?? 0), max ?? Math.max(reach, min ?? 0)];
}

function above(limit: number | undefined): number | undefined {
  return limit === undefined ? undefined : limit + 1;
}

function below(limit: number | undefined): number | undefined {
  return limit === undefined ? undefined : limit - 1;
}

function numberOf(schema: JsonSchema, keyword: string): number | undefined {
  return typeof schema[keyword] === 'number' ? schema[keyword] : undefined;
}

/** Also for `__proto__`, which an assignment would not make a field. */
function withField(args: Arguments, name: string, value: unknown): Arguments {
  return Object.fromEntries([...Object.entries(args), [name, value]]);
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}

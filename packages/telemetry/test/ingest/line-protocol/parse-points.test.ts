import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePoints } from '../../../src/ingest/line-protocol/parse-points.ts';
import type { Point } from '../../../src/ingest/line-protocol/point.ts';
import { timestampsOf } from '../../../src/ingest/line-protocol/timestamp.ts';

const NS = timestampsOf('ns')!;
const parse = (text: string) => [...parsePoints(text, NS)];
const only = (text: string) => {
  const [point, ...others] = parse(text);
  expect(others).toEqual([]);
  return point;
};

test('reads what the documentation of InfluxDB shows', () => {
  expect(only('myMeasurement,tag1=value1,tag2=value2 fieldKey="fieldValue" 1556813561098000000')).toEqual({
    line: 1,
    measurement: 'myMeasurement',
    tags: [
      ['tag1', 'value1'],
      ['tag2', 'value2'],
    ],
    fields: [['fieldKey', 'fieldValue']],
    timestamp_ms: 1_556_813_561_098,
  });
  expect(only(String.raw`my\ Measurement,tag\ Key1=tag\ Value1 fieldKey="string \"value\""`)).toEqual({
    line: 1,
    measurement: 'my Measurement',
    tags: [['tag Key1', 'tag Value1']],
    fields: [['fieldKey', 'string "value"']],
  });
});

test.each([
  ['1', 1],
  ['-1.5', -1.5],
  ['1.', 1],
  ['.5', 0.5],
  ['-1.234456e+78', -1.234456e78],
  ['12i', 12],
  ['-12i', -12],
  ['12u', 12],
  ['9223372036854775807i', 2 ** 63],
  ['18446744073709551615u', 2 ** 64],
  ['9007199254740993i', 9_007_199_254_740_992], // the nearest number
  ['t', true],
  ['FALSE', false],
  ['"a, b=c d"', 'a, b=c d'],
  [String.raw`"C:\\a\b"`, String.raw`C:\a\b`],
  ['""', ''],
])('the field value %s is %j', (written, value) => {
  expect(only(`m f=${written} 1`)).toMatchObject({ fields: [['f', value]] });
});

test.each([
  ['ns', '1556813561098765432', 1_556_813_561_098],
  ['n', '1556813561098999999', 1_556_813_561_098],
  ['us', '1556813561098765', 1_556_813_561_098],
  ['u', '999', 0],
  ['ms', '1556813561098', 1_556_813_561_098],
  ['s', '1556813561', 1_556_813_561_000],
  ['m', '25946892', 1_556_813_520_000],
  ['h', '432448', 1_556_812_800_000],
])('in %s, %s is %i ms', (precision, digits, ms) => {
  expect(timestampsOf(precision)?.(digits)).toBe(ms);
});

test('a time before 1970 stays one, and a precision that is none is none', () => {
  expect(timestampsOf('ns')?.('-1')).toBeLessThan(0);
  expect(timestampsOf('s')?.('-1')).toBeLessThan(0);
  expect(timestampsOf('fortnight')).toBeUndefined();
});

test('passes over comments, blank lines and all kinds of line ends', () => {
  const text = '# a comment, with="quotes\n\n  \t\r\na f=1\r\n  b f=2   3000000  \n#\nc f=3';
  expect(parse(text)).toMatchObject([
    { line: 4, measurement: 'a', fields: [['f', 1]] },
    { line: 5, measurement: 'b', timestamp_ms: 3 },
    { line: 7, measurement: 'c' },
  ]);
  expect(parse('')).toEqual([]);
});

test('a quoted text may go over several lines', () => {
  expect(parse('a f="one\ntwo" 1\nb f=2')).toMatchObject([
    { line: 1, fields: [['f', 'one\ntwo']] },
    { line: 3, fields: [['f', 2]] },
  ]);
});

test.each([
  ['m', 'the fields are missing'],
  ['m ', 'a field is not written key=value'],
  [',a=b f=1', 'the measurement is missing'],
  ['m,a f=1', 'a tag is not written key=value'],
  ['m,=b f=1', 'a tag is not written key=value'],
  ['m,a= f=1', 'the tag a has no value'],
  ['m,a=b=c f=1', 'the tag a has an = that is not written \\='],
  ['m,a=b', 'the fields are missing'],
  ['m f', 'a field is not written key=value'],
  ['m f=', 'the field f has no value'],
  ['m f=1,', 'a field is not written key=value'],
  ['m f=one', 'the field f is no number, boolean or quoted text'],
  ['m f=NaN', 'the field f is no number, boolean or quoted text'],
  ['m f=1.5i', 'the field f is no number, boolean or quoted text'],
  ['m f=9223372036854775808i', 'the field f is no number, boolean or quoted text'],
  ['m f=-1u', 'the field f is no number, boolean or quoted text'],
  ['m f=0x1F', 'the field f is no number, boolean or quoted text'],
  ['m f="open', 'the quote of the field f is not closed'],
  ['m f="a"b', 'there is something after the timestamp'],
  ['m f=1 now', 'the timestamp is no whole number'],
  ['m f=1 1.5', 'the timestamp is no whole number'],
  ['m f=1 1 2', 'there is something after the timestamp'],
])('the line %s is bad, and those around it are read', (text, fault) => {
  expect(parse(`a f=1\n${text}\nb g=2`)).toMatchObject([
    { line: 1, measurement: 'a' },
    { line: 2, fault, text: text.trimEnd() },
    { line: 3, measurement: 'b' },
  ]);
});

const NAME = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  // None of these can be written: a line break or a backslash before what it would escape, and a comment.
  .filter((name) => !/[\n\r\\]|^[#\s]/.test(name));
const TEXT = fc.string({ unit: 'grapheme', maxLength: 20 });
const VALUE = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), TEXT);
const POINT = fc.record({
  measurement: NAME,
  tags: fc.array(fc.tuple(NAME, NAME), { maxLength: 4 }),
  fields: fc.array(fc.tuple(NAME, VALUE), { minLength: 1, maxLength: 4 }),
  timestamp_ms: fc.option(fc.nat(), { nil: undefined }),
});

function render({ measurement, tags, fields, timestamp_ms }: Omit<Point, 'line'>): string {
  const name = (text: string) => text.replace(/[,= ]/g, String.raw`\$&`);
  const value = (given: number | boolean | string) =>
    typeof given === 'string' ? `"${given.replace(/["\\]/g, String.raw`\$&`)}"` : String(given);
  const head = [measurement.replace(/[, ]/g, String.raw`\$&`), ...tags.map(([k, v]) => `${name(k)}=${name(v)}`)];
  const body = fields.map(([k, v]) => `${name(k)}=${value(v)}`).join(',');
  return `${head.join(',')} ${body}${timestamp_ms === undefined ? '' : ` ${timestamp_ms}000000`}`;
}

test('whatever points are written come back as they were, each from its line', () => {
  fc.assert(
    fc.property(fc.array(POINT, { maxLength: 6 }), (given) => {
      let line = 1;
      const expected = given.map(({ timestamp_ms, ...point }) => {
        const read = { ...point, line, ...(timestamp_ms === undefined ? {} : { timestamp_ms }) };
        line += render({ ...point }).split('\n').length;
        return read;
      });
      const text = given.map(({ timestamp_ms, ...point }) =>
        render({ ...point, ...(timestamp_ms === undefined ? {} : { timestamp_ms }) }),
      );
      // −0 is written 0.
      expect(parse(text.join('\n'))).toEqual(JSON.parse(JSON.stringify(expected)));
    }),
    { numRuns: 500 },
  );
});

test('any text is read to its end, and says of each line at most one thing', () => {
  const pieces = fc.constantFrom('m', ',', '=', ' ', '"', '\\', '\n', '\r', '#', '1', 'i', 'f=1', 't', 'é', '\u0000');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (given) => {
      const text = given.join('');
      const lines = parse(text).map(({ line }) => line);
      expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
      expect(lines.at(-1) ?? 0).toBeLessThanOrEqual(text.split('\n').length);
    }),
    { numRuns: 2_000 },
  );
});

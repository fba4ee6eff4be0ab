import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTemplate, UnsupportedTemplate } from '../../../../src/ingest/mqtt/discovery/template.ts';

const JSON_VALUE = {
  temperature: 21.26,
  'room temp': '19.5',
  ENERGY: { Power: 1500, Total: [1, 2.5] },
  occupancy: true,
  nothing: null,
};

function result(template: string, text = JSON.stringify(JSON_VALUE)) {
  return compileTemplate(template)(text, text.startsWith('{') ? JSON.parse(text) : undefined);
}

test.each([
  ['{{ value }}', 'ON', 'ON'],
  ['{{ value | float }}', '21.5', 21.5],
  ['{{value|int}}', '-21.9', -21],
  ['{{ value | float(0) }}', 'unknown', 0],
  ["{{ value | float | default('n/a') }}", 'unknown', 'n/a'],
  ['{{ value | float / 10 }}', '215', 21.5],
  ['{{ (value | float * 1.8 + 32) | round(1) }}', '21.26', 70.3], // 38.268 + 32 = 70.268
])('%s of %s is %s', (template, text, expected) => {
  expect(result(template, text)).toBe(expected);
});

test.each([
  ['{{ value_json.temperature }}', 21.26],
  ["{{ value_json['temperature'] }}", 21.26],
  ['{{ value_json["ENERGY"]["Total"][1] }}', 2.5],
  ["{{ value_json.ENERGY['Power'] / 1000 }}", 1.5],
  ['{{ value_json.temperature | round(1) }}', 21.3],
  ['{{- value_json.temperature | is_defined -}}', 21.26],
  ["{{ value_json['room temp'] | float + 1 }}", 20.5],
  ['{{ value_json.occupancy }}', true],
  ['{{ value_json.nothing }}', null],
  ['{{ value_json.absent }}', undefined],
  ['{{ value_json.absent.deeper[3] }}', undefined],
  ['{{ value_json.absent | default(7) }}', 7],
  ['{{ value_json.temperature / 0 }}', undefined],
  ['{{ value_json.constructor }}', undefined],
  ['{{ value_json.__proto__.toString }}', undefined],
])('%s is %s', (template, expected) => {
  expect(result(template)).toBe(expected);
});

describe('what is not supported is told, and never run', () => {
  test.each([
    '{% if value_json.a %}1{% else %}0{% endif %}',
    "{{ value_json.a if value_json.b else 'x' }}",
    '{{ states("sensor.other") }}',
    '{{ value_json.a.b() }}',
    '{{ value_json[value] }}',
    '{{ value | regex_replace("a", "b") }}',
    '{{ process.exit(1) }}',
    '{{ value }} °C',
    'value',
    '{{ }}',
    '{{ value',
    `{{ ${'('.repeat(100)}value${')'.repeat(100)} }}`,
    `{{ value ${'+ value '.repeat(100)} }}`,
  ])('%s', (template) => {
    expect(() => compileTemplate(template)).toThrow(UnsupportedTemplate);
  });
});

test('a path finds what JSON has there, whatever the keys are called', () => {
  const keys = fc.array(
    fc.string().filter((key) => !/['\\]/.test(key)),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(keys, fc.integer(), (path, value) => {
      let json: unknown = value;
      for (const key of path.toReversed()) json = JSON.parse(JSON.stringify({ [key]: json }));
      const steps = path.map((key) => `['${key}']`).join('');
      fc.pre(steps.length < 400);
      if (/\}\}|\{\{|\{%/.test(steps)) return;
      expect(compileTemplate(`{{ value_json${steps} }}`)('', json)).toBe(value);
    }),
  );
});

test('any text compiles or is refused as unsupported, and any result is a plain value', () => {
  const piece = fc.constantFrom(
    'value',
    'value_json',
    '.a',
    "['a']",
    '[0]',
    '|',
    'float',
    'round',
    '(',
    ')',
    '2',
    '-',
    '*',
    '/',
    ' ',
  );
  const source = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 12 }).map((parts) => `{{ ${parts.join('')} }}`),
  );
  let compiled = 0;
  fc.assert(
    fc.property(source, fc.jsonValue(), (source, json) => {
      let value: unknown;
      try {
        value = compileTemplate(source)(JSON.stringify(json), json);
        compiled += 1;
      } catch (error) {
        if (!(error instanceof UnsupportedTemplate)) throw error;
      }
      expect(['string', 'number', 'boolean', 'undefined', 'null']).toContain(value === null ? 'null' : typeof value);
    }),
    { numRuns: 2_000 },
  );
  expect(compiled).toBeGreaterThan(20);
});

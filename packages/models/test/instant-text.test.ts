import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NexusError } from '../src/errors.ts';
import { BuildingTime } from '../src/time.ts';

const time = new BuildingTime({ zone: 'Europe/Vienna', now: () => Date.parse('2026-11-22T11:05:30+01:00') });

function read(text: string): string {
  return time.iso(time.parse(text));
}

function failure(text: string): NexusError | undefined {
  try {
    time.parse(text);
  } catch (error) {
    if (NexusError.is(error)) return error;
    throw error;
  }
  return undefined;
}

test.each([
  ['2026-11-22T10:05:00Z', '2026-11-22T11:05:00+01:00'],
  ['2026-11-22t10:05z', '2026-11-22T11:05:00+01:00'],
  ['2026-11-22T10:05:00.250+05:30', '2026-11-22T05:35:00.250+01:00'],
  ['2026-11-22T10:05:00+0100', '2026-11-22T10:05:00+01:00'],
  ['2026-11-22T10:05:00', '2026-11-22T10:05:00+01:00'],
  ['2026-11-22 10:05', '2026-11-22T10:05:00+01:00'],
  ['2026-06-01', '2026-06-01T00:00:00+02:00'],
  ['1970-01-01', '1970-01-01T00:00:00+01:00'],
])('%s is read as %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test('a local time that the clocks skip or repeat is read as Temporal does', () => {
  expect(read('2026-03-29T02:30:00')).toBe('2026-03-29T03:30:00+02:00');
  expect(read('2026-10-25T02:30:00')).toBe('2026-10-25T02:30:00+02:00');
});

test.each([
  ['now', '2026-11-22T11:05:30+01:00'],
  ['-24h', '2026-11-21T11:05:30+01:00'],
  ['now-24h', '2026-11-21T11:05:30+01:00'],
  ['Now - 90S', '2026-11-22T11:04:00+01:00'],
  ['-30m', '2026-11-22T10:35:30+01:00'],
  ['−7d', '2026-11-15T11:05:30+01:00'],
  ['-2w', '2026-11-08T11:05:30+01:00'],
  ['+1d', '2026-11-23T11:05:30+01:00'],
  ['-30d', '2026-10-23T11:05:30+02:00'], // the same time of day, beyond the change of the clocks
  ['-720h', '2026-10-23T12:05:30+02:00'], // 30 × 24 hours
])('%s is relative to now: %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  ['today', '2026-11-22T00:00:00+01:00'],
  ['YESTERDAY', '2026-11-21T00:00:00+01:00'],
  ['tomorrow', '2026-11-23T00:00:00+01:00'],
  ['this_week', '2026-11-16T00:00:00+01:00'],
  ['Last Week', '2026-11-09T00:00:00+01:00'],
  ['this month', '2026-11-01T00:00:00+01:00'],
  ['last-month', '2026-10-01T00:00:00+02:00'],
])('%s means the start of that period: %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  '2026-02-30',
  '2026-13-01',
  '2026-02-30T10:00:00Z',
  '2026-11-22T24:00:00',
  '2026-11-22T10:61:00Z',
  '2026-11-22T10:05:00+25:00',
  '2026-11-22T10:05:00[Europe/Vienna]',
  '2026-11-22+01:00',
  '20261122',
  '1763805900',
  '22.11.2026',
  '-5M',
  '-1.5h',
  '-999999999w',
  'constructor',
  'next year',
  '',
  '   ',
  `${'2026-11-22'.padEnd(200, ' ')}x`,
])('"%s" is refused with the accepted forms', (text) => {
  const error = failure(text);
  expect(error?.code).toBe('invalid_argument');
  expect(error?.hint).toContain('YYYY-MM-DD');
});

test('the epoch is a time, though it is still 1969 in New York', () => {
  expect(new BuildingTime({ zone: 'America/New_York' }).parse('1970-01-01T00:00:00Z')).toBe(0);
});

test.each(['1969-12-31', '0000-01-01', '1969-12-31T22:59:59Z', '-100000d', '9999-12-31T23:30:00Z'])(
  '%s is outside the years that are served',
  (text) => {
    expect(failure(text)?.message).toContain('outside the years 1970 to 9999');
  },
);

test('at most 60 cleaned characters of a refused text come back', () => {
  const message = failure(`\u202e${'x'.repeat(500)}`)?.message;
  expect(message).toBe(`"${'x'.repeat(60)}" is not a time.`);
});

test('no text makes it fail in another way', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9TZ: .dhmsw]{1,30}$/)), (text) => {
      expect(['invalid_argument', undefined]).toContain(failure(text)?.code);
    }),
    { numRuns: 500 },
  );
});

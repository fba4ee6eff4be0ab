import { expect, test } from 'vitest';
import * as z from 'zod';
import { NexusError } from '../src/errors.ts';
import { Window, WindowEnd, WindowStart } from '../src/time-window.ts';
import { BuildingTime } from '../src/time.ts';

/** A Sunday. */
const NOW = '2026-11-22T11:05:30+01:00';
const DAY = { span_ms: 86_400_000 };

const time = new BuildingTime({ zone: 'Europe/Vienna', now: () => Date.parse(NOW) });

function resolved(start?: string, end?: string): string {
  const wire = time.onWire(time.window({ start, end }, DAY));
  return `${wire.start} ${wire.end}`;
}

test('without start and end it is the span before now', () => {
  expect(resolved()).toBe(`2026-11-21T11:05:30+01:00 ${NOW}`);
  expect(resolved(' ', '')).toBe(`2026-11-21T11:05:30+01:00 ${NOW}`);
});

test.each([
  ['yesterday', '2026-11-21T00:00:00+01:00 2026-11-22T00:00:00+01:00'],
  ['last week', '2026-11-09T00:00:00+01:00 2026-11-16T00:00:00+01:00'],
  ['last_month', '2026-10-01T00:00:00+02:00 2026-11-01T00:00:00+01:00'],
  ['today', `2026-11-22T00:00:00+01:00 ${NOW}`],
  ['this_week', `2026-11-16T00:00:00+01:00 ${NOW}`],
  ['this_month', `2026-11-01T00:00:00+01:00 ${NOW}`],
])('%s alone is the whole period, but not beyond now', (start, expected) => {
  expect(resolved(start)).toBe(expected);
});

test('any other start alone reaches to now', () => {
  expect(resolved('-2h')).toBe(`2026-11-22T09:05:30+01:00 ${NOW}`);
  expect(resolved('2026-11-01')).toBe(`2026-11-01T00:00:00+01:00 ${NOW}`);
});

test('an end alone has the span before it', () => {
  expect(resolved(undefined, '2026-11-10')).toBe('2026-11-09T00:00:00+01:00 2026-11-10T00:00:00+01:00');
});

test('start and end are taken as given', () => {
  expect(resolved('yesterday', 'now')).toBe(`2026-11-21T00:00:00+01:00 ${NOW}`);
  expect(resolved('2026-10-25', '2026-10-26')).toBe('2026-10-25T00:00:00+02:00 2026-10-26T00:00:00+01:00');
});

test('a window lasts 25 hours on the day when the clocks go back', () => {
  const { start_ms, end_ms } = time.window({ start: '2026-10-25', end: '2026-10-26' }, DAY);
  expect(end_ms - start_ms).toBe(25 * 3_600_000);
});

test.each([
  ['2026-11-20', '2026-11-20'],
  ['2026-11-20', '2026-11-19'],
  ['tomorrow', undefined],
])('a window from %s to %s is refused with both instants', (start, end) => {
  let fault: unknown;
  try {
    time.window({ start, end }, DAY);
  } catch (error) {
    fault = error;
  }
  if (!NexusError.is(fault)) throw new Error('It did not throw a NexusError.');
  expect(fault.code).toBe('invalid_argument');
  expect(fault.message).toContain(time.iso(time.parse(start)));
  expect(fault.message).toContain(time.iso(time.parse(end ?? 'now')));
  expect(fault.hint).toContain('next day as the end');
});

test('the arguments of a tool are optional, described and bounded', () => {
  const input = z.strictObject({ start: WindowStart, end: WindowEnd });
  expect(input.parse({})).toEqual({});
  expect(input.safeParse({ start: 'x'.repeat(65) }).success).toBe(false);
  const schema = z.toJSONSchema(input);
  expect(schema.required).toBeUndefined();
  expect(JSON.stringify(schema)).toContain('YYYY-MM-DD');
});

test('a window on the wire fits its schema', () => {
  const wire = time.onWire({ start_ms: 0, end_ms: 3_600_000 });
  expect(Window.parse(wire)).toEqual({ start: '1970-01-01T01:00:00+01:00', end: '1970-01-01T02:00:00+01:00' });
});

import { BuildingTime } from '@nexus/models';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isActiveAt, nextStart, parseActiveHours } from '../../src/domain/active-hours.ts';

const vienna = new BuildingTime({ zone: 'Europe/Vienna' });
const at = (text: string) => Date.parse(text);

test.each([
  ['07:00-19:00', '2026-06-06T06:59:59+02:00', false], // a Saturday
  ['07:00-19:00', '2026-06-06T07:00:00+02:00', true],
  ['07:00-19:00', '2026-06-06T19:00:00+02:00', false],
  ['Mon-Fri 07:00-19:00', '2026-06-06T12:00:00+02:00', false],
  ['Mon-Fri 07:00-19:00', '2026-06-05T12:00:00+02:00', true],
  ['Fri-Mon 07:00-19:00', '2026-06-07T12:00:00+02:00', true], // over the end of the week
  ['Fri-Mon 07:00-19:00', '2026-06-03T12:00:00+02:00', false],
  ['sat 22:00 - 06:00', '2026-06-06T23:00:00+02:00', true],
  ['sat 22:00 - 06:00', '2026-06-07T05:59:00+02:00', true], // still Saturday's night
  ['sat 22:00 - 06:00', '2026-06-07T23:00:00+02:00', false],
  ['sat 22:00 - 06:00', '2026-06-06T12:00:00+02:00', false], // not begun
  ['sat 22:00 - 06:00', '2026-06-06T05:00:00+02:00', false], // Friday's night
  [' 07:00-19:00 ', '2026-06-06T07:00:00+02:00', true],
  ['Sun 00:00-24:00', '2026-06-07T23:59:59+02:00', true],
])('%s at %s: %s', (hours, when, isActive) => {
  expect(isActiveAt(parseActiveHours(hours), at(when), vienna)).toBe(isActive);
});

test('the next period begins at its local time, on the days when the clocks change too', () => {
  const hours = parseActiveHours('Sun-Mon 08:00-09:00');
  expect(nextStart(hours, at('2026-06-03T12:00:00+02:00'), vienna)).toBe(at('2026-06-07T08:00:00+02:00'));
  expect(nextStart(hours, at('2026-06-07T08:00:00+02:00'), vienna)).toBe(at('2026-06-08T08:00:00+02:00'));
  expect(nextStart(hours, at('2026-03-28T12:00:00+01:00'), vienna)).toBe(at('2026-03-29T08:00:00+02:00'));
  expect(nextStart(hours, at('2026-10-24T12:00:00+02:00'), vienna)).toBe(at('2026-10-25T08:00:00+01:00'));
});

test('it is active where a period begins, and not a moment before unless it never ends', () => {
  const texts = fc.constantFrom('07:00-19:00', 'Tue 22:00-06:00', 'Mon-Fri 00:30-24:00', 'Sat-Sun 12:00-11:59');
  fc.assert(
    fc.property(texts, fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') }), (text, ms) => {
      const hours = parseActiveHours(text);
      const next = nextStart(hours, ms, vienna);
      expect(next).toBeGreaterThan(ms);
      expect(next - ms).toBeLessThanOrEqual(8 * 86_400_000);
      expect(isActiveAt(hours, next, vienna)).toBe(true);
    }),
  );
});

describe('refuses', () => {
  test.each(['', 'always', '7-19', '07:00', '25:00-26:00', '07:00-24:01', '07:00-07:00', 'Mon-Fri', 'Xxx 07:00-19:00'])(
    '%j',
    (text) => {
      expect(() => parseActiveHours(text)).toThrow('active_hours: is no period of the day.');
    },
  );
});

import { Temporal } from 'temporal-polyfill';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BuildingTime, type CalendarUnit, describeAge } from '../src/time.ts';

const HOUR_MS = 3_600_000;
/** A Sunday, 11:05:30 in Vienna (+01:00). */
const NOW = '2026-11-22T10:05:30Z';
const UNITS: readonly CalendarUnit[] = ['hour', 'day', 'week', 'month'];
const ZONES = [
  'Europe/Vienna',
  'UTC',
  'America/New_York',
  'America/Sao_Paulo', // the clocks moved at midnight
  'Australia/Lord_Howe', // by half an hour
  'Asia/Kolkata', // +05:30
  'Pacific/Apia', // had no 30 December 2011
];

const vienna = at(NOW);

function at(now: string, zone = 'Europe/Vienna'): BuildingTime {
  return new BuildingTime({ zone, now: () => Date.parse(now) });
}

test('an instant is written with the offset of the zone at that instant', () => {
  expect(vienna.iso(Date.parse('2026-11-22T09:05:00Z'))).toBe('2026-11-22T10:05:00+01:00');
  expect(vienna.iso(Date.parse('2026-06-01T10:00:00Z'))).toBe('2026-06-01T12:00:00+02:00');
  expect(vienna.iso(Date.parse('2026-12-31T23:30:00Z'))).toBe('2027-01-01T00:30:00+01:00');
  expect(at(NOW, 'UTC').iso(0)).toBe('1970-01-01T00:00:00Z');
  expect(at(NOW, 'America/St_Johns').iso(Date.parse('2026-01-01T12:00:00Z'))).toBe('2026-01-01T08:30:00-03:30');
});

test('milliseconds are written only when there are some', () => {
  expect(vienna.iso(Date.parse('2026-11-22T09:05:00.120Z'))).toBe('2026-11-22T10:05:00.120+01:00');
});

test('the offset changes exactly with the clocks', () => {
  const autumn = Date.parse('2026-10-25T01:00:00Z');
  expect(vienna.iso(autumn - 1000)).toBe('2026-10-25T02:59:59+02:00');
  expect(vienna.iso(autumn)).toBe('2026-10-25T02:00:00+01:00');
  const spring = Date.parse('2026-03-29T01:00:00Z');
  expect(vienna.iso(spring - 1000)).toBe('2026-03-29T01:59:59+01:00');
  expect(vienna.iso(spring)).toBe('2026-03-29T03:00:00+02:00');
});

test('the local date is that of the zone', () => {
  expect(vienna.dateOf(Date.parse('2026-11-22T22:59:59Z'))).toBe('2026-11-22');
  expect(vienna.dateOf(Date.parse('2026-11-22T23:00:00Z'))).toBe('2026-11-23');
});

test('reading what was written gives the instant again', () => {
  const instants = fc.integer({ min: 0, max: Date.parse('9999-12-30T00:00:00Z') });
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), instants, (zone, ms) => {
      const time = at(NOW, zone);
      expect(time.parse(time.iso(ms))).toBe(ms);
    }),
  );
});

test('an unknown zone is refused', () => {
  expect(() => at(NOW, 'Europe/Wien')).toThrow('The time zone is unknown.');
});

test.each([
  ['hour', '2026-11-22T11:00:00+01:00', '2026-11-22T12:00:00+01:00'],
  ['day', '2026-11-22T00:00:00+01:00', '2026-11-23T00:00:00+01:00'],
  ['week', '2026-11-16T00:00:00+01:00', '2026-11-23T00:00:00+01:00'],
  ['month', '2026-11-01T00:00:00+01:00', '2026-12-01T00:00:00+01:00'],
] as const)('the %s begins and ends where the calendar of the zone says', (unit, start, next) => {
  const now = Date.parse(NOW);
  expect(vienna.iso(vienna.startOf(unit, now))).toBe(start);
  expect(vienna.iso(vienna.next(unit, now))).toBe(next);
});

test('a day has 23 hours in spring, 25 in autumn, and as many hour buckets', () => {
  for (const [date, hours] of [
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-11-22', 24],
  ] as const) {
    const start = vienna.parse(date);
    const end = vienna.next('day', start);
    expect((end - start) / HOUR_MS).toBe(hours);
    let buckets = 0;
    for (let ms = start; ms < end; ms = vienna.next('hour', ms)) buckets++;
    expect(buckets).toBe(hours);
  }
});

test('an hour starts where Temporal rounds down to, around every change of the clocks', () => {
  const year = { from: Date.parse('2026-01-01T00:00:00Z'), days: 365 };
  const minutes = fc.integer({ min: 0, max: year.days * 24 * 60 });
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), fc.array(minutes, { minLength: 1, maxLength: 20 }), (zone, offsets) => {
      const time = at(NOW, zone);
      for (const minute of offsets) {
        const ms = year.from + minute * 60_000;
        for (const near of [ms, ...changesNear(zone, ms)]) {
          const zoned = Temporal.Instant.fromEpochMilliseconds(near).toZonedDateTimeISO(zone);
          const rounded = zoned.round({ smallestUnit: 'hour', roundingMode: 'floor' });
          expect(time.startOf('hour', near)).toBe(rounded.epochMilliseconds);
        }
      }
    }),
  );
});

/** The last minutes before the next change of the clocks, and the first after it. */
function changesNear(zone: string, ms: number): number[] {
  const change = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  return change === null ? [] : [-31, -1, 0, 1, 29, 31, 61].map((by) => change.epochMilliseconds + by * 60_000);
}

test('an hour lasts 90 or 30 minutes where the clocks move by half an hour', () => {
  const lordHowe = at(NOW, 'Australia/Lord_Howe');
  const back = lordHowe.parse('2026-04-05T01:15:00'); // at 02:00 back to 01:30
  expect(lordHowe.next('hour', back) - lordHowe.startOf('hour', back)).toBe(1.5 * HOUR_MS);
  const forward = lordHowe.parse('2026-10-04T02:45:00'); // at 02:00 forward to 02:30
  expect(lordHowe.next('hour', forward) - lordHowe.startOf('hour', forward)).toBe(0.5 * HOUR_MS);
});

test('periods follow each other without gap or overlap, in every zone', () => {
  const nearChanges = fc.constantFrom(
    '2026-03-29T01:00Z',
    '2026-10-25T01:00Z',
    '2011-12-30T10:00Z',
    '2018-11-04T03:00Z',
    '2018-02-18T02:00Z',
    '2026-04-04T15:00Z',
    '2026-10-03T15:30Z',
  );
  const instants = fc.oneof(
    fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2040-01-01') }),
    fc.tuple(nearChanges, fc.integer({ min: -26 * HOUR_MS, max: 26 * HOUR_MS })).map(([at, by]) => Date.parse(at) + by),
  );
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), fc.constantFrom(...UNITS), instants, (zone, unit, ms) => {
      const time = at(NOW, zone);
      const start = time.startOf(unit, ms);
      const next = time.next(unit, ms);
      expect(start).toBeLessThanOrEqual(ms);
      expect(next).toBeGreaterThan(ms);
      expect(time.startOf(unit, start)).toBe(start);
      expect(time.startOf(unit, next)).toBe(next);
      expect(time.startOf(unit, next - 1)).toBe(start);
      expect(time.next(unit, start)).toBe(next);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [0, '0 s'],
  [12.9, '12 s'],
  [59, '59 s'],
  [60, '1 min'],
  [300, '5 min'],
  [3599, '59 min'],
  [3 * 3600, '3 h'],
  [47.5 * 3600, '47 h'],
  [48 * 3600, '2 days'],
  [-5, '0 s'],
])('an age of %d seconds reads %s', (seconds, text) => {
  expect(describeAge(seconds)).toBe(text);
});

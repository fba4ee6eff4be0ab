import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divergencesOf } from '../../../src/domain/anomalies/divergence.ts';
import { type PeerCourse, peerCourse, peerGrid } from '../../../src/domain/anomalies/peer-course.ts';
import { PeerGroup } from '../../../src/domain/anomalies/peer-group.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../building.ts';

const QUARTER_MS = 15 * MINUTE_MS;

/** A course of one mean a bucket. */
const courseOf = (mean: readonly number[]): PeerCourse => ({
  mean: Float64Array.from(mean),
  changes: new Uint32Array(mean.length),
});
const groupOf = (courses: readonly PeerCourse[]) =>
  new PeerGroup('on floor 3 of NORTH', courses, {
    start_ms: 0,
    bucket_ms: QUARTER_MS,
    buckets: courses[0]?.mean.length ?? 0,
  });

test('a course has the mean of the good readings of each quarter of an hour, and how often they changed', () => {
  const grid = peerGrid({ start_ms: 0, end_ms: HOUR_MS });
  expect(grid).toEqual({ start_ms: 0, bucket_ms: QUARTER_MS, buckets: 4 });
  const columns = {
    n: 6,
    timestamp_ms: Float64Array.of(0, 5, 10, 16, 50, 55).map((minute) => minute * MINUTE_MS),
    value: Float64Array.of(1, 2, 99, 2, 4, 6),
    // The third is bad.
    quality: Uint8Array.of(0, 0, 2, 0, 0, 0),
  };
  expect(peerCourse(columns, grid)).toEqual({
    mean: Float64Array.of(1.5, 2, Number.NaN, 5),
    // 1 to 2; then 2 again; nothing; from 2 to 4, and to 6.
    changes: Uint32Array.of(1, 0, 0, 2),
  });
});

test('more than a month is compared by the hour', () => {
  expect(peerGrid({ start_ms: 90 * MINUTE_MS, end_ms: 40 * DAY_MS })).toMatchObject({
    start_ms: HOUR_MS,
    bucket_ms: HOUR_MS,
  });
});

describe('the level of the peers', () => {
  test('is the median of the others, and the spread that of all without its tails', () => {
    const courses = [10, 12, 14, 16, 18, 100].map((value) => courseOf([value]));
    // The others of the 100: 10 12 14 16 18. Of all the median is 15, the deviations 1 1 3 3 5 85, their median 3.
    expect(groupOf(courses).level(courses[5] ?? courseOf([]), 0)).toEqual({ median: 14, stddev: 1.4826 * 3, peers: 5 });
    // The others of the 10: 12 14 16 18 100.
    expect(groupOf(courses).level(courses[0] ?? courseOf([]), 0)?.median).toBe(16);
  });

  test('is not known with four peers, nor where the device itself is silent', () => {
    const five = [1, 2, 3, 4, 5].map((value) => courseOf([value]));
    expect(groupOf(five).level(five[0] ?? courseOf([]), 0)).toBeUndefined();
    const silent = courseOf([Number.NaN]);
    expect(groupOf([...five, courseOf([6]), silent]).level(silent, 0)).toBeUndefined();
  });

  test('is what sorting the others gives, for any values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 6, maxLength: 20 }), (values) => {
        const courses = values.map((value) => courseOf([value]));
        const others = values.slice(1).sort((a, b) => a - b);
        const middle = ((others[(others.length - 1) >> 1] ?? 0) + (others[others.length >> 1] ?? 0)) / 2;
        expect(groupOf(courses).level(courses[0] ?? courseOf([]), 0)?.median).toBe(middle);
      }),
    );
  });
});

describe('divergence', () => {
  const DAYS = 4;
  const N = DAYS * 96;
  /** Eight devices that go up and down together, ±0.5 about each other; the first is shifted where `by` says. */
  const building = (by: (bucket: number) => number) =>
    Array.from({ length: 8 }, (_, device) =>
      courseOf(
        Array.from(
          { length: N },
          (_, b) => 20 + 3 * Math.sin(b / 15) + ((device * 5 + b * 3) % 8) / 8 - 0.5 + (device === 0 ? by(b) : 0),
        ),
      ),
    );
  const found = (courses: readonly PeerCourse[], from = 3 * 96, z = 3) =>
    divergencesOf(courses[0] ?? courseOf([]), groupOf(courses), from, z);

  test('a device that leaves its peers is found from the first to the last bucket, with its numbers', () => {
    const buckets = found(building((b) => (b >= 300 && b < 308 ? 6 : 0)));
    expect(buckets.map(({ bucket }) => bucket)).toEqual([300, 301, 302, 303, 304, 305, 306, 307]);
    expect(buckets[0]).toMatchObject({ peers: 7, usual: expect.closeTo(0, 0) as number });
    expect(buckets.every(({ value, median }) => Math.abs(value - median - 6) < 1)).toBe(true);
  });

  test('none differs while all go up and down together, nor when all jump at once', () => {
    expect(found(building(() => 0))).toEqual([]);
    const together = building(() => 0).map(({ mean }) => courseOf([...mean].map((one, b) => one + (b > 300 ? 9 : 0))));
    expect(found(together)).toEqual([]);
  });

  test('less than an hour is no drift', () => {
    expect(found(building((b) => (b >= 300 && b < 303 ? 6 : 0)))).toEqual([]);
  });

  test('what it always differs by is usual, and what it differs by every day as well', () => {
    expect(found(building(() => 6))).toEqual([]);
    expect(found(building((b) => (b % 96 >= 40 && b % 96 < 60 ? 6 : 0)))).toEqual([]);
  });

  test('of a device that is always off, nothing is usual while less than three days are known', () => {
    const buckets = found(
      building(() => 60),
      0,
    );
    expect(buckets).toHaveLength(N);
    expect(buckets[0]).not.toHaveProperty('usual');
  });

  test('peers that agree to the last digit do not make the next one a divergence', () => {
    const courses = Array.from({ length: 8 }, (_, device) =>
      courseOf(Array.from({ length: N }, (_, b) => (device === 0 && b >= 300 ? 20.1 : 20))),
    );
    expect(found(courses)).toEqual([]);
  });
});

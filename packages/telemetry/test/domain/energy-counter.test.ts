import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { countConsumption } from '../../src/domain/energy-counter.ts';

const MINUTE_MS = 60_000;

const Vectors = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      readings: z.array(z.tuple([z.number(), z.number()])),
      intervals: z.array(z.tuple([z.number(), z.number(), z.number()], z.boolean())),
      events: z.array(z.tuple([z.string(), z.number()])),
    }),
  ),
});

const { cases } = Vectors.parse(JSON.parse(readFileSync(new URL('counter-vectors.json', import.meta.url), 'utf8')));

describe('the vectors that were worked out by hand', () => {
  test.each(cases)('$name', ({ readings, intervals, events }) => {
    const counted = count(readings);
    expect(
      counted.intervals.map(({ start_ms, end_ms, kwh, estimated }) => [
        start_ms / MINUTE_MS,
        end_ms / MINUTE_MS,
        Number(kwh.toFixed(6)),
        ...(estimated ? [true] : []),
      ]),
    ).toEqual(intervals);
    expect(counted.events.map(({ kind, at_ms }) => [kind, at_ms / MINUTE_MS])).toEqual(events);
  });
});

/** A meter read every 15 minutes, 1 to 4 kWh apart, from 1,000 kWh on. */
const register = fc
  .array(fc.integer({ min: 10, max: 40 }), { minLength: 12, maxLength: 60 })
  .map((tenths) => tenths.reduce((values, step) => [...values, (values.at(-1) ?? 0) + step / 10], [1000]))
  .map((values) => values.map((value, i): [number, number] => [i * 15, value]));

const wild = fc.oneof(
  fc.constant(0),
  fc.double({ min: 0, max: 999, noNaN: true }),
  fc.double({ min: 5000, max: 1e7, noNaN: true }),
);

describe('laws', () => {
  test('whatever a register shows, no interval is negative and none overlaps another', () => {
    const anything = fc.array(fc.double({ min: -1e6, max: 1e9, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(anything, (values) => {
        let end_ms = 0;
        for (const interval of count(values.map((value, i) => [i * 15, value])).intervals) {
          expect(interval.kwh).toBeGreaterThanOrEqual(0);
          expect(interval.start_ms).toBeGreaterThanOrEqual(end_ms);
          expect(interval.end_ms).toBeGreaterThan(interval.start_ms);
          end_ms = interval.end_ms;
        }
      }),
    );
  });

  test('a sound register counts to its last value exactly', () => {
    fc.assert(
      fc.property(register, (readings) => {
        expect(total(readings)).toBeCloseTo(spread(readings), 6);
      }),
    );
  });

  test('wrong values between sound ones change nothing about the sum', () => {
    const glitches = fc.array(fc.record({ after: fc.nat(), values: fc.array(wild, { minLength: 1, maxLength: 2 }) }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(register, glitches, (readings, places) => {
        expect(total(withGlitches(readings, places))).toBeCloseTo(spread(readings), 6);
      }),
    );
  });

  test('lost readings change nothing about the sum', () => {
    fc.assert(
      fc.property(register, fc.array(fc.nat()), (readings, lost) => {
        const gone = new Set(lost.map((at) => 1 + (at % (readings.length - 2))));
        const left = readings.filter((_, i) => !gone.has(i));
        expect(total(left)).toBeCloseTo(spread(readings), 6);
      }),
    );
  });

  test('another level of the register changes nothing', () => {
    fc.assert(
      fc.property(register, fc.integer({ min: 0, max: 1_000_000 }), fc.nat(), (readings, shift, at) => {
        const spiked = withGlitches(readings, [{ after: at, values: [1e8] }]);
        const shifted = spiked.map(([minute, value]): [number, number] => [minute, value + shift]);
        expect(total(shifted)).toBeCloseTo(total(spiked), 4);
      }),
    );
  });
});

function count(readings: readonly (readonly [number, number])[]) {
  return countConsumption(
    Float64Array.from(readings, ([minute]) => minute * MINUTE_MS),
    Float64Array.from(readings, ([, value]) => value),
  );
}

function total(readings: readonly (readonly [number, number])[]): number {
  return count(readings).intervals.reduce((sum, { kwh }) => sum + kwh, 0);
}

function spread(readings: readonly (readonly [number, number])[]): number {
  return (readings.at(-1)?.[1] ?? 0) - (readings[0]?.[1] ?? 0);
}

/** Puts wrong readings after some of the sound ones, with at least three sound ones between two places and at the ends. */
function withGlitches(
  readings: readonly [number, number][],
  places: readonly { after: number; values: readonly number[] }[],
): [number, number][] {
  const at = new Map(
    places.map(({ after, values }) => [3 + 4 * (after % Math.floor((readings.length - 6) / 4 + 1)), values]),
  );
  return readings.flatMap(([minute, value], i) => {
    const wrong = i < readings.length - 3 ? (at.get(i) ?? []) : [];
    return [[minute, value], ...wrong.map((glitch, k): [number, number] => [minute + 5 * (k + 1), glitch])] as [
      number,
      number,
    ][];
  });
}

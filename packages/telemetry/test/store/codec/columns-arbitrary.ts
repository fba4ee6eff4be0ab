import * as fc from 'fast-check';
import { type Columns, QUALITIES } from '../../../src/domain/columns.ts';

const DAY_MS = 86_400_000;
const MISSING = QUALITIES.indexOf('missing');

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });
const decimal = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(4)).map(([whole, d]) => whole / 10 ** d);

/** Ascending readings of one UTC day: in a rhythm or not, of sensors or of any finite number, of any quality. */
export const dayOfReadings: fc.Arbitrary<Columns> = fc
  .record({
    day: fc.integer({ min: 0, max: 2_900_000 }),
    rhythm: fc.option(fc.record({ period: fc.integer({ min: 1, max: 600_000 }), jitter: fc.nat(200) })),
    instants: fc.uniqueArray(fc.nat(DAY_MS - 1), { minLength: 1, maxLength: 200 }),
    values: fc.array(fc.oneof(decimal, decimal, fc.constantFrom(0, -0, 21.5, 0.1 + 0.2, 5e-324), anyDouble), {
      minLength: 1,
      maxLength: 200,
    }),
    isDecimal: fc.boolean(),
    qualities: fc.array(fc.nat(QUALITIES.length - 1), { maxLength: 200 }),
  })
  .map(({ day, rhythm, instants, values, isDecimal, qualities }) => {
    const offsets = rhythm
      ? instants.map((x, i) => Math.min(DAY_MS - 1, i * rhythm.period + (x % (rhythm.jitter + 1))))
      : instants;
    const times = [...new Set(offsets)].sort((a, b) => a - b).map((offset) => day * DAY_MS + offset);
    const quality = Uint8Array.from(times, (_, i) => qualities[i] ?? 0);
    const value = Float64Array.from(times, (_, i) => {
      const given = values[i % values.length] ?? 0;
      if (quality[i] === MISSING) return Number.NaN;
      return isDecimal ? Math.round(Math.min(1e6, Math.max(-1e6, given)) * 10) / 10 : given;
    });
    return { n: times.length, timestamp_ms: Float64Array.from(times), value, quality };
  });

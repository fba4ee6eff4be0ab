import fc from 'fast-check';
import type { Rule } from '../../../src/domain/rule.ts';
import { type Arrival, LATENESS_MS, MINUTE_MS, play, ruleOf, sampleOf, START_MS } from './play.ts';
import type { Point } from './oracle.ts';

interface Reported extends Point {
  readonly delays_ms: readonly number[];
}

const gaps = fc.constantFrom(1, 1, 1, 1, 1, 2, 5, 20, 50);
const delay_ms = fc.integer({ min: 0, max: LATENESS_MS });
const delays = fc.oneof(
  { weight: 4, arbitrary: delay_ms.map((ms) => [ms]) },
  { weight: 1, arbitrary: fc.tuple(delay_ms, delay_ms) },
);

function stretch(values: fc.Arbitrary<number>, maxLength: number) {
  return fc.array(fc.record({ value: values, gap: gaps, delays_ms: delays }), { minLength: 1, maxLength });
}

/** Above and below in turn. */
const flutter = fc
  .array(fc.record({ value: fc.constantFrom(31, 32, 41), gap: fc.constantFrom(1, 2), delays_ms: delays }), {
    minLength: 4,
    maxLength: 8,
  })
  .map((some) => some.flatMap((reported) => [reported, { ...reported, value: 25 }]));

/** A course that stays above, in the band, far above and below for a while each, as faults do. */
const readings: fc.Arbitrary<readonly Reported[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: stretch(fc.integer({ min: 31, max: 35 }), 12) },
      { weight: 2, arbitrary: stretch(fc.integer({ min: 40, max: 45 }), 8) },
      { weight: 5, arbitrary: stretch(fc.constantFrom(28, 29, 30, 30, 31), 3) },
      { weight: 4, arbitrary: stretch(fc.integer({ min: 20, max: 28 }), 4) },
      { weight: 2, arbitrary: flutter },
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((stretches) => {
    let ms = START_MS;
    return stretches.flat().map(({ value, gap, delays_ms }) => ({ ms: (ms += gap * MINUTE_MS), value, delays_ms }));
  });

const rules: fc.Arbitrary<Rule> = fc
  .record({
    isLow: fc.boolean(),
    isStrict: fc.boolean(),
    hasBand: fc.boolean(),
    hasCritical: fc.boolean(),
    for_seconds: fc.constantFrom(0, 0, 120, 300),
    cooldown_minutes: fc.constantFrom(0, 0, 10, 45),
  })
  .map(({ isLow, isStrict, hasBand, hasCritical, ...given }) =>
    ruleOf({
      ...given,
      condition: isLow ? (isStrict ? 'lt' : 'lte') : isStrict ? 'gt' : 'gte',
      threshold: isLow ? -30 : 30,
      clear_threshold: hasBand ? (isLow ? -28 : 28) : undefined,
      critical_threshold: hasCritical ? (isLow ? -40 : 40) : undefined,
    }),
  );

export interface History {
  readonly rule: Rule;
  readonly points: readonly Point[];
  /** Some readings twice, none later than the lateness. */
  readonly arrivals: readonly Arrival[];
  readonly end_ms: number;
}

export function played({ rule, arrivals, end_ms }: History, options: Partial<Parameters<typeof play>[2]> = {}) {
  return play([rule], arrivals, { end_ms, ...options });
}

/** A low rule looks at the mirrored course, so that both sides are tried alike. */
export const histories: fc.Arbitrary<History> = fc
  .record({ rule: rules, reported: readings })
  .map(({ rule, reported }) => {
    const sign = rule.threshold < 0 ? -1 : 1;
    const points = reported.map(({ ms, value }) => ({ ms, value: sign * value }));
    const arrivals = reported
      .flatMap(({ ms, value, delays_ms }) =>
        delays_ms.map((delay) => ({ sample: sampleOf(ms, sign * value), at_ms: ms + delay })),
      )
      .sort((a, b) => a.at_ms - b.at_ms);
    return { rule, points, arrivals, end_ms: (points.at(-1)?.ms ?? START_MS) + 3 * 60 * MINUTE_MS };
  });

/** The same courses, looked at by a rule on silence. */
export const silentHistories: fc.Arbitrary<History> = fc
  .record({
    history: histories,
    threshold: fc.constantFrom(3, 10),
    critical_threshold: fc.constantFrom(undefined, 15, 30),
    cooldown_minutes: fc.constantFrom(0, 0, 10, 60),
  })
  .map(({ history, ...given }) => ({ ...history, rule: ruleOf({ ...given, condition: 'no_data' }) }));

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histories, played, silentHistories } from './histories.ts';
import { alertsOfSilence, alertsOfValues } from './oracle.ts';
import { LATENESS_MS, lines, MINUTE_MS, play, sampleOf, START_MS } from './play.ts';

/** 100,000 in the nightly run. */
const RUNS = { numRuns: Number(process.env['NEXUS_PROPERTY_RUNS'] ?? 300) };
const both = fc.oneof(histories, silentHistories);

test('reading by reading comes out what a look at the whole history gives, in whatever order readings arrive', () => {
  fc.assert(
    fc.property(histories, (history) => {
      expect(lines(played(history))).toEqual(alertsOfValues(history.rule, history.points));
    }),
    RUNS,
  );
});

test('so does silence', () => {
  fc.assert(
    fc.property(silentHistories, (history) => {
      const { rule, points, end_ms } = history;
      const times = points.map(({ ms }) => ms);
      expect(lines(played(history))).toEqual(alertsOfSilence(rule, times, end_ms - LATENESS_MS));
    }),
    RUNS,
  );
});

test('a restart after any event changes nothing', () => {
  fc.assert(
    fc.property(both, fc.integer({ min: 1, max: 5 }), fc.constantFrom(undefined, 40_000), (history, every, tick) => {
      const options = tick === undefined ? {} : { tickEvery_ms: tick };
      expect(lines(played(history, { ...options, restartEvery: every }))).toEqual(lines(played(history, options)));
    }),
    RUNS,
  );
});

test('how often time ticks changes nothing', () => {
  fc.assert(
    fc.property(both, fc.integer({ min: 1000, max: 20 * MINUTE_MS }), (history, tickEvery_ms) => {
      expect(lines(played(history, { tickEvery_ms }))).toEqual(lines(played(history)));
    }),
    RUNS,
  );
});

test('what happens is told in the order of time', () => {
  fc.assert(
    fc.property(both, (history) => {
      const times = played(history).map(({ at_ms }) => at_ms);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }),
    RUNS,
  );
});

test('readings that are not good, from the future or from long ago change nothing', () => {
  fc.assert(
    fc.property(both, fc.nat(200), fc.integer({ min: 60_001, max: 1e9 }), (history, which, ahead_ms) => {
      const at = history.arrivals[which % history.arrivals.length]?.at_ms ?? 0;
      const noise = [
        { sample: sampleOf(at + ahead_ms, 99), at_ms: at },
        { sample: sampleOf(START_MS - 61 * MINUTE_MS - LATENESS_MS, 99), at_ms: at },
        { sample: sampleOf(at - LATENESS_MS - 0.5, Number.NaN, { isLife: false }), at_ms: at },
      ];
      const arrivals = [...history.arrivals, ...noise].sort((a, b) => a.at_ms - b.at_ms);
      expect(lines(played({ ...history, arrivals }))).toEqual(lines(played(history)));
    }),
    RUNS,
  );
});

test('devices do not touch each other', () => {
  fc.assert(
    fc.property(histories, histories, (one, other) => {
      const renamed = other.arrivals.map(({ sample, at_ms }) => ({ sample: { ...sample, device_id: 'E' }, at_ms }));
      const arrivals = [...one.arrivals, ...renamed].sort((a, b) => a.at_ms - b.at_ms);
      const end_ms = Math.max(one.end_ms, other.end_ms);
      const together = play([one.rule], arrivals, { end_ms });
      const alone = [one.arrivals, renamed].flatMap((some) => play([one.rule], some, { end_ms }));
      expect(lines(together)).toEqual(lines(alone));
    }),
    RUNS,
  );
});

test('an alert has a key of its own, begins and ends in turn, and rises at most once', () => {
  fc.assert(
    fc.property(both, (history) => {
      const story = played(history).map((effect) => (effect.kind === 'triggered' ? effect.severity : effect.kind));
      expect(story.join(' ')).toMatch(
        /^(?:(?:warning(?: raised)?|critical) cleared ?)*(?:warning(?: raised)?|critical)?$/,
      );
      const triggered = played(history).filter(({ kind }) => kind === 'triggered');
      expect(new Set(triggered.map(({ at_ms }) => at_ms)).size).toBe(triggered.length);
    }),
    RUNS,
  );
});

test('without an on-delay and a cool-down a higher threshold never raises more alerts that do not flap', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const rule = { ...history.rule, for_seconds: 0, cooldown_minutes: 0, clear_threshold: undefined };
      const firstOf = (threshold: number) => {
        const triggered = played({ ...history, rule: { ...rule, threshold, critical_threshold: undefined } });
        return triggered[0]?.at_ms ?? Number.POSITIVE_INFINITY;
      };
      const farther = rule.threshold + Math.sign(rule.threshold) * 5;
      expect(firstOf(farther)).toBeGreaterThanOrEqual(firstOf(rule.threshold));
    }),
    RUNS,
  );
});

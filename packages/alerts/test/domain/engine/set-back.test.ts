import { expect, test } from 'vitest';
import type { Machine, Sample, Track } from '../../../src/domain/engine/state.ts';
import { restoredState, step } from '../../../src/domain/engine/step.ts';
import { LATENESS_MS, SKEW_MS, ruleOf, sampleOf, START_MS, surroundingsOf } from './play.ts';

const NOW_MS = START_MS;
const BEFORE = NOW_MS - 1000;
const AHEAD = NOW_MS + 3_600_000;
const RULE = ruleOf();
const KEY = 'hot\u0000D';

/** A state in which something is remembered, after the clock was set back to now. */
function setBack(given: {
  readonly track?: Partial<Track>;
  readonly machine?: Machine;
  readonly clock_ms?: number;
  readonly listening_ms?: number;
  readonly samples?: readonly Sample[];
}) {
  const track = { device_id: 'D', metric: 'temperature', ...given.track };
  const saved = {
    clock_ms: given.clock_ms ?? AHEAD,
    listening_ms: given.listening_ms,
    rules: [RULE],
    tracks: [track],
    machines: [[KEY, given.machine ?? {}]] as const,
  };
  const surroundings = surroundingsOf();
  const state = restoredState(saved, { lateness_ms: LATENESS_MS, skew_ms: SKEW_MS }, surroundings);
  if (given.samples) step(state, { kind: 'readings', now_ms: AHEAD, samples: given.samples }, surroundings);
  step(state, { kind: 'set_back', now_ms: NOW_MS }, surroundings);
  return state;
}

test.each<[string, Machine, Machine]>([
  ['an on-delay', { since_ms: AHEAD }, { since_ms: NOW_MS }],
  ['that of the rise', { since_ms: BEFORE, critical_since_ms: AHEAD }, { since_ms: BEFORE, critical_since_ms: NOW_MS }],
  ['the last breach', { breach_ms: AHEAD }, { breach_ms: NOW_MS }],
  ['a cool-down', { cleared_ms: AHEAD }, { cleared_ms: NOW_MS }],
  ['a silence that is held back', { not_before_ms: AHEAD }, { not_before_ms: NOW_MS }],
  ['what was raised', { raised_ms: [BEFORE, AHEAD] }, { raised_ms: [BEFORE, NOW_MS] }],
])('%s that began later begins now', (_, machine, expected) => {
  const state = setBack({ machine });
  expect(state.machines.get(KEY)).toEqual(expected);
  expect([...state.touched.machines]).toEqual([KEY]); // and is written down
});

test('what was before stays as it was', () => {
  const machine = { since_ms: BEFORE, critical_since_ms: BEFORE, breach_ms: BEFORE, cleared_ms: BEFORE };
  const state = setBack({ machine: { ...machine, not_before_ms: NOW_MS, raised_ms: [BEFORE] } });
  expect(state.machines.get(KEY)).toEqual({ ...machine, not_before_ms: NOW_MS, raised_ms: [BEFORE] });
  expect(state.touched.machines.size).toBe(0);
});

test.each([
  [
    { last_ms: AHEAD, good_ms: BEFORE },
    { last_ms: NOW_MS, good_ms: BEFORE },
  ],
  [
    { last_ms: BEFORE, good_ms: AHEAD },
    { last_ms: BEFORE, good_ms: NOW_MS },
  ],
])('a series with %j was heard last at %j', (track, expected) => {
  const state = setBack({ track });
  const [known] = state.tracks.values();
  expect(known).toMatchObject(expected);
  expect([...state.touched.tracks]).toEqual([known]);
});

test('a series that was heard before is not touched', () => {
  const state = setBack({ track: { last_ms: NOW_MS, good_ms: BEFORE } });
  expect([...state.tracks.values()]).toMatchObject([{ last_ms: NOW_MS, good_ms: BEFORE }]);
  expect(state.touched.tracks.size).toBe(0);
});

test('time goes on from now, unless it was before anyway', () => {
  const ahead = setBack({ clock_ms: AHEAD, listening_ms: AHEAD });
  expect([ahead.clock_ms, ahead.listening_ms]).toEqual([NOW_MS - LATENESS_MS, NOW_MS]);
  const behind = setBack({ clock_ms: NOW_MS - LATENESS_MS - 5, listening_ms: BEFORE });
  expect([behind.clock_ms, behind.listening_ms]).toEqual([NOW_MS - LATENESS_MS - 5, BEFORE]);
});

test('readings that wait for their turn are forgotten if they are of the future now', () => {
  const samples = [sampleOf(NOW_MS + SKEW_MS, 20), sampleOf(NOW_MS + SKEW_MS + 1, 20)];
  expect(setBack({ clock_ms: NOW_MS, samples }).waiting).toEqual(samples.slice(0, 1));
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  controlled,
  NO_JOBS,
  nextAction,
  openIn,
  ROLLOUT_STATES,
  sizeOf,
  sumOf,
  type WaveCounts,
} from '../../../src/domain/firmware/rollout.ts';

const wave = (over: Partial<WaveCounts>): WaveCounts => ({ ...NO_JOBS, ...over });
const running = { state: 'running', max_failure_pct: 10 } as const;
const paused = { ...running, state: 'paused' } as const;

test.each([
  {
    what: 'the first wave begins at once',
    waves: [wave({ waiting: 1 }), wave({ waiting: 5 })],
    does: { kind: 'release', wave: 0 },
  },
  { what: 'a wave is waited for', waves: [wave({ queued: 1 }), wave({ waiting: 5 })], does: undefined },
  { what: 'a device at work is waited for', waves: [wave({ in_progress: 1 }), wave({ waiting: 5 })], does: undefined },
  {
    what: 'the next wave begins when the one before ended',
    waves: [wave({ completed: 1 }), wave({ waiting: 5 })],
    does: { kind: 'release', wave: 1 },
  },
  {
    what: 'cancelled jobs hold nothing up',
    waves: [wave({ cancelled: 2 }), wave({ waiting: 5 })],
    does: { kind: 'release', wave: 1 },
  },
  {
    what: 'one failure of ten is within 10 %',
    waves: [wave({ completed: 9, failed: 1 }), wave({ waiting: 5 })],
    does: { kind: 'release', wave: 1 },
  },
  {
    what: 'two of ten are beyond it',
    waves: [wave({ completed: 8, failed: 1, timed_out: 1 }), wave({ waiting: 5 })],
    does: { kind: 'stop' },
  },
  {
    what: 'a lone failure stops the rest',
    waves: [wave({ failed: 1 }), wave({ waiting: 50 })],
    does: { kind: 'stop' },
  },
  {
    what: 'it stops while devices of the wave are at work',
    waves: [wave({ failed: 2, in_progress: 8 })],
    does: { kind: 'stop' },
  },
  {
    what: 'all ended is complete, failures or not',
    waves: [wave({ completed: 1 }), wave({ failed: 5 })],
    does: { kind: 'complete' },
  },
  { what: 'nothing to do is complete', waves: [], does: { kind: 'complete' } },
] as const)('$what', ({ waves, does }) => {
  expect(nextAction(running, waves)).toEqual(does);
});

describe('a paused roll-out', () => {
  test('begins no wave', () =>
    expect(nextAction(paused, [wave({ completed: 1 }), wave({ waiting: 5 })])).toBeUndefined());
  test('still ends', () => expect(nextAction(paused, [wave({ completed: 1 })])).toEqual({ kind: 'complete' }));
  test('still stops', () => {
    expect(nextAction(paused, [wave({ failed: 1 }), wave({ waiting: 5 })])).toEqual({ kind: 'stop' });
  });
});

test.each(['completed', 'stopped', 'cancelled'] as const)('a %s roll-out does nothing more', (state) => {
  expect(nextAction({ ...running, state }, [wave({ failed: 1 }), wave({ waiting: 5 })])).toBeUndefined();
  expect(nextAction({ ...running, state }, [wave({ completed: 1 })])).toBeUndefined();
});

test('with a limit of 100 % nothing stops it', () => {
  const careless = { ...running, max_failure_pct: 100 };
  expect(nextAction(careless, [wave({ failed: 3 }), wave({ waiting: 5 })])).toEqual({ kind: 'release', wave: 1 });
});

test('can be paused while it runs, resumed while it is paused, and cancelled in both', () => {
  const table = ROLLOUT_STATES.map((state) => [
    state,
    controlled(state, 'pause'),
    controlled(state, 'resume'),
    controlled(state, 'cancel'),
  ]);
  expect(table).toEqual([
    ['running', 'paused', undefined, 'cancelled'],
    ['paused', undefined, 'running', 'cancelled'],
    ['completed', undefined, undefined, undefined],
    ['stopped', undefined, undefined, undefined],
    ['cancelled', undefined, undefined, undefined],
  ]);
});

const waves = fc.array(
  fc.record({
    waiting: fc.nat(4),
    queued: fc.nat(2),
    in_progress: fc.nat(2),
    completed: fc.nat(9),
    failed: fc.nat(2),
    cancelled: fc.nat(2),
    timed_out: fc.nat(2),
  }),
  { maxLength: 5 },
);

test('counts add up', () => {
  fc.assert(
    fc.property(waves, (list) => {
      expect(sizeOf(sumOf(list))).toBe(list.reduce((sum, one) => sum + sizeOf(one), 0));
      const { completed, failed, cancelled, timed_out } = sumOf(list);
      expect(openIn(sumOf(list)) + completed + failed + cancelled + timed_out).toBe(sizeOf(sumOf(list)));
    }),
  );
});

test('a wave is only released when everything before it has ended', () => {
  fc.assert(
    fc.property(waves, fc.integer({ min: 0, max: 100 }), (list, max_failure_pct) => {
      const action = nextAction({ state: 'running', max_failure_pct }, list);
      if (action?.kind !== 'release') return;
      expect(list.slice(0, action.wave).every((one) => openIn(one) === 0)).toBe(true);
      expect(list[action.wave]?.waiting).toBeGreaterThan(0);
    }),
  );
});

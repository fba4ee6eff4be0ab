import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Effect } from '../../../src/domain/engine/state.ts';
import { type History, histories, played, silentHistories } from './histories.ts';

test('the histories that the laws are tried on are such that much happens in them', () => {
  const sampled = fc.sample(histories, { numRuns: 500, seed: 42 });
  const share = (has: (effects: readonly Effect[], history: History) => boolean) =>
    sampled.filter((history) => has(played(history), history)).length / sampled.length;
  expect(share((effects) => effects.length > 0)).toBeGreaterThan(0.6);
  expect(share((effects) => effects.some(({ kind }) => kind === 'cleared'))).toBeGreaterThan(0.4);
  expect(share((effects) => effects.some(({ kind }) => kind === 'raised'))).toBeGreaterThan(0.08);
  expect(
    share((effects) => effects.some((effect) => effect.kind === 'triggered' && effect.isFlapping)),
  ).toBeGreaterThan(0.02);
  // The on-delay and the cool-down held something back: without them more is triggered.
  const held = (given: object) =>
    share((effects, history) => {
      const triggered = (of: readonly Effect[]) => of.filter(({ kind }) => kind === 'triggered').length;
      return triggered(played({ ...history, rule: { ...history.rule, ...given } })) !== triggered(effects);
    });
  expect(held({ for_seconds: 0 })).toBeGreaterThan(0.15);
  expect(held({ cooldown_minutes: 0 })).toBeGreaterThan(0.1);
  expect(held({ clear_threshold: undefined })).toBeGreaterThan(0.03);
});

test('so are those of silence', () => {
  const sampled = fc.sample(silentHistories, { numRuns: 500, seed: 42 });
  const kinds = sampled.map((history) => played(history).map(({ kind }) => kind));
  const share = (kind: Effect['kind']) => kinds.filter((all) => all.includes(kind)).length / kinds.length;
  expect(share('triggered')).toBe(1); // the end of each is a silence
  expect(share('cleared')).toBeGreaterThan(0.6);
  expect(share('raised')).toBeGreaterThan(0.4);
});

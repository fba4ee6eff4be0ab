import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RESTART_LIMITS, RestartPolicy } from '../../src/platform/restart-policy.ts';

test('the wait doubles with each failure in a row, and begins anew after a stable run', () => {
  const policy = new RestartPolicy({ ...RESTART_LIMITS, loopEnds: 100 });
  const waits = [0, 100, 9_999, 10_000, 0].map((ranMs, i) => policy.ended(i * 1_000, ranMs).waitMs);
  expect(waits).toEqual([250, 500, 1_000, 250, 500]);
});

test('five ends within a minute are a crash loop, until some of them are a minute old', () => {
  const policy = new RestartPolicy();
  const loops = [0, 10_000, 20_000, 30_000, 59_999, 71_000].map((nowMs) => policy.ended(nowMs, 20_000).isLoop);
  expect(loops).toEqual([false, false, false, false, true, false]);
});

test('no wait is shorter than the first or longer than the longest', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(100_000), fc.nat(100_000)), { minLength: 1 }), (ends) => {
      const policy = new RestartPolicy();
      let nowMs = 0;
      for (const [afterMs, ranMs] of ends) {
        nowMs += afterMs;
        const { waitMs } = policy.ended(nowMs, ranMs);
        expect(waitMs).toBeGreaterThanOrEqual(250);
        expect(waitMs).toBeLessThanOrEqual(30_000);
      }
    }),
  );
});

import fc from 'fast-check';
import { NexusError } from '@nexus/models';
import { expect, test } from 'vitest';
import { DEFAULT_WAVES, waveSizes } from '../../../src/domain/firmware/waves.ts';

test.each([
  { waves: DEFAULT_WAVES, total: 100, sizes: [1, 5, 25, 69] },
  { waves: DEFAULT_WAVES, total: 10_000, sizes: [1, 500, 2_500, 6_999] },
  { waves: DEFAULT_WAVES, total: 3, sizes: [1, 1, 1] }, // 0.15 and 0.75 are one each
  { waves: DEFAULT_WAVES, total: 1, sizes: [1] },
  { waves: DEFAULT_WAVES, total: 0, sizes: [] },
  { waves: [], total: 7, sizes: [7] },
  { waves: ['10', '50 %'], total: 40, sizes: [10, 20, 10] },
  { waves: ['100%', '3'], total: 5, sizes: [5] },
  { waves: [' Rest '], total: 5, sizes: [5] },
  { waves: ['0.5%'], total: 1_000, sizes: [5, 995] },
])('$waves of $total are $sizes', ({ waves, total, sizes }) => {
  expect(waveSizes(waves, total)).toEqual(sizes);
});

test.each(['0', '-1', '1.5', '0%', '101%', 'half', '', '5 percent', '1%%', 'x5%', '5%x', 'x1', '1x'])(
  'refuses "%s"',
  (wave) => {
    const attempt = () => waveSizes([wave], 10);
    expect(attempt).toThrow(NexusError);
    expect(attempt).toThrow('waves: is neither');
  },
);

test('however it is cut, every device is in one wave', () => {
  const wave = fc.oneof(
    fc.integer({ min: 1, max: 200 }).map(String),
    fc.integer({ min: 1, max: 100 }).map((share) => `${share}%`),
    fc.constant('rest'),
  );
  fc.assert(
    fc.property(fc.array(wave, { maxLength: 6 }), fc.nat(500), (waves, total) => {
      const sizes = waveSizes(waves, total);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
      expect(sizes.every((size) => size > 0)).toBe(true);
      expect(sizes.length).toBeLessThanOrEqual(waves.length + 1);
    }),
  );
});

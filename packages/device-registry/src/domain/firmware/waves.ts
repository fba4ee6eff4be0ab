import { NexusError } from '@nexus/models';

export const DEFAULT_WAVES: readonly string[] = ['1', '5%', '25%', 'rest'];

const COUNT = /^[1-9]\d{0,6}$/;
const SHARE = /^(\d{1,3}(?:\.\d{1,3})?)\s*%$/;

/**
 * The sizes of the waves, each at least 1 and together `total`: a number of devices, a share of all, or the rest.
 *
 * Whatever the waves leave is one more; waves that find nothing left fall away.
 *
 * @throws {NexusError} `invalid_argument` for a text that is no size.
 */
export function waveSizes(waves: readonly string[], total: number): number[] {
  const sizes: number[] = [];
  let left = total;
  for (const wave of [...waves, 'rest']) {
    const size = Math.min(left, sizeOf(wave.trim().toLowerCase(), total));
    if (size === 0) continue;
    sizes.push(size);
    left -= size;
  }
  return sizes;
}

function sizeOf(wave: string, total: number): number {
  if (wave === 'rest') return total;
  if (COUNT.test(wave)) return Number(wave);
  const share = Number(SHARE.exec(wave)?.[1]);
  if (share > 0 && share <= 100) return Math.ceil((total * share) / 100);
  throw new NexusError('invalid_argument', 'waves: is neither a number of devices, nor a share, nor "rest".', {
    hint: 'Give for example ["1", "5%", "25%", "rest"].',
  });
}

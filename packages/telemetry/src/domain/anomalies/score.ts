/** A score from 0 to 1 for a strength of which 1 is the threshold: 0.5 there, 0.8 at twice, 0.9 at three times. */
export function scoreOf(strength: number): number {
  return 1 - 1 / (1 + strength ** 2);
}

import assert from 'node:assert/strict';
import type { Hour, Points } from './engines/engine.ts';

/** Engines add in different orders. */
const TOLERANCE = 1e-9;

export function assertSameNumber(a: number, b: number, what: string): void {
  assert.ok(Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a)), `${what}: ${a} is not ${b}`);
}

export function assertSameHours(a: readonly Hour[], b: readonly Hour[], what: string): void {
  assert.equal(a.length, b.length, `${what}: number of hours`);
  for (const [i, hour] of a.entries()) {
    const other = b[i];
    const where = `${what}, ${new Date(hour.hour_ms).toISOString()}`;
    assert.ok(other);
    assert.deepEqual([hour.hour_ms, hour.min, hour.max], [other.hour_ms, other.min, other.max], where);
    assertSameNumber(hour.mean, other.mean, where);
  }
}

export function assertSamePoints(a: Points, b: Points, what: string): void {
  assert.deepEqual(pairsOf(a), pairsOf(b), what);
}

export function assertSameReadings(
  a: readonly { readonly timestamp_ms: number; readonly value: number | null }[],
  b: readonly { readonly timestamp_ms: number; readonly value: number | null }[],
  what: string,
): void {
  const pairs = (list: typeof a) => list.map(({ timestamp_ms, value }) => [timestamp_ms, value]);
  assert.deepEqual(pairs(a), pairs(b), what);
}

/** Those with a value. */
function pairsOf(points: Points): [number, number][] {
  return Array.from({ length: points.n }, (_, i): [number, number] => [points.timestamp_ms(i), points.value(i)]).filter(
    ([, value]) => !Number.isNaN(value),
  );
}

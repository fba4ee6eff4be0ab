import { OUTLIER_SIGMAS, type Points } from './engine.ts';

// What engines without aggregates of their own have the client compute.

export function medianOf(points: Points): number {
  const sorted = valuesOf(points).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export function outliersOf(points: Points): number {
  const values = valuesOf(points);
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const limit = OUTLIER_SIGMAS * Math.sqrt(squares / values.length);
  let count = 0;
  for (const value of values) if (Math.abs(value - mean) > limit) count += 1;
  return count;
}

function valuesOf(points: Points): Float64Array {
  const values = new Float64Array(points.n);
  let kept = 0;
  for (let i = 0; i < points.n; i += 1) {
    const each = points.value(i);
    if (Number.isNaN(each)) continue;
    values[kept] = each;
    kept += 1;
  }
  return values.subarray(0, kept);
}

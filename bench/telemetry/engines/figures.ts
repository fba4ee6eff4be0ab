import { HOUR_MS } from '../building.ts';
import { type Hour, OUTLIER_SIGMAS, type Points } from './engine.ts';

/** What engines without aggregates of their own have the client compute. */

/** By UTC hour; hours without a value are left out. */
export function hoursOf(points: Points): Hour[] {
  const hours: Hour[] = [];
  let hour_ms = -1;
  let n = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  const close = () => {
    if (n > 0) hours.push({ hour_ms, mean: sum / n, min, max });
    n = 0;
    sum = 0;
    min = Number.POSITIVE_INFINITY;
    max = Number.NEGATIVE_INFINITY;
  };
  for (let i = 0; i < points.n; i += 1) {
    const value = points.value(i);
    if (Number.isNaN(value)) continue;
    const of_ms = Math.floor(points.timestamp_ms(i) / HOUR_MS) * HOUR_MS;
    if (of_ms !== hour_ms) {
      close();
      hour_ms = of_ms;
    }
    n += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  close();
  return hours;
}

/** The mean of the middle two for an even number. */
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

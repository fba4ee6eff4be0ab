import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Goal {
  readonly must: number;
  readonly stretch?: number;
  /** Whether more is better. */
  readonly atLeast: boolean;
}

/** A figure beside its goal, such as `12.3 (goal ≥ 8: met, stretch ≥ 30: missed)`. */
export function judged(figure: number, { must, stretch, atLeast }: Goal, unit = ''): string {
  const verdict = (limit: number) =>
    `${atLeast ? '≥' : '≤'} ${limit}: ${(atLeast ? figure >= limit : figure <= limit) ? 'met' : 'missed'}`;
  const beyond = stretch === undefined ? '' : `, stretch ${verdict(stretch)}`;
  return `${readable(figure)}${unit} (goal ${verdict(must)}${beyond})`;
}

/** Three digits that count. */
export function readable(figure: number): string {
  if (!Number.isFinite(figure) || figure === 0) return String(figure);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(figure))));
  return figure.toFixed(Math.min(decimals, 4));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param share 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

export function bytesUnder(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** Turns a list by one each round, so that nobody always follows the same neighbour. */
export function turned<Item>(items: readonly Item[], round: number): Item[] {
  const by = round % Math.max(1, items.length);
  return [...items.slice(by), ...items.slice(0, by)];
}

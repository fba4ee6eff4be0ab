import { percentile } from '../distribution.ts';
import type { PeerCourse } from './peer-course.ts';
import type { PeerGroup, PeerLevel } from './peer-group.ts';

/** Buckets in a row: what is over sooner is no drift, and other methods see it. */
const LEAST_BUCKETS = 4;
/** Buckets before the window from which on it is known how far a device usually is from its peers. */
const KNOWN_BUCKETS = 3 * 96;
/** Until then only twice the threshold counts: rooms differ. */
const UNKNOWN_FACTOR = 2;
/** Of the level: peers that agree to the last digit do not make the next digit a divergence. */
const STDDEV_FLOOR = 0.01;
/** The spread of a few is known badly: that of 5 peers is taken 1.4 times, that of 40 hardly more than once. */
const UNSURE = 2;
/** What it exceeds in one bucket of fifty, it shows every day at noon, and is usual. */
const USUAL_SHARE = 0.98;
const STDDEVS_AT_USUAL_SHARE = 2.33;

/** A bucket in which a device is farther from its peers than they are from each other, and than it usually is. */
export interface Divergence extends PeerLevel {
  readonly bucket: number;
  readonly value: number;
  /** How far it usually is from the median of its peers; absent while too little is known. */
  readonly usual?: number;
  /** 1 where it is told. */
  readonly strength: number;
}

/**
 * Compares a device with its peers at the same times.
 *
 * @param from The window's first bucket; those before it teach how far the device usually is from its peers.
 * @param z_threshold Robust standard deviations.
 */
export function divergencesOf(
  own: PeerCourse,
  group: PeerGroup,
  from: number,
  z_threshold: number,
): readonly Divergence[] {
  const levels = Array.from(own.mean, (_, bucket) => group.level(own, bucket));
  const usual = usualDistance(own, levels.slice(0, from));
  const found: Divergence[] = [];
  let run: Divergence[] = [];
  for (let bucket = from; bucket <= levels.length; bucket += 1) {
    const level = levels[bucket];
    const value = own.mean[bucket] ?? Number.NaN;
    const strength = level ? strengthOf(value, level, usual, z_threshold) : 0;
    if (level && strength >= 1) {
      run.push({ ...level, bucket, value, ...(usual.isKnown ? { usual: usual.distance } : {}), strength });
    } else {
      if (run.length >= LEAST_BUCKETS) found.push(...run);
      run = [];
    }
  }
  return found;
}

interface UsualDistance {
  readonly distance: number;
  readonly stddev: number;
  readonly isKnown: boolean;
}

function usualDistance(own: PeerCourse, levels: readonly (PeerLevel | undefined)[]): UsualDistance {
  const distances = Float64Array.from(
    levels.flatMap((level, bucket) => (level ? (own.mean[bucket] ?? 0) - level.median : [])),
  ).sort();
  if (distances.length < KNOWN_BUCKETS) return { distance: 0, stddev: 0, isKnown: false };
  const distance = percentile(distances, 0.5);
  const deviations = distances.map((one) => Math.abs(one - distance)).sort();
  return { distance, stddev: percentile(deviations, USUAL_SHARE) / STDDEVS_AT_USUAL_SHARE, isKnown: true };
}

function strengthOf(
  value: number,
  { median, stddev, peers }: PeerLevel,
  usual: UsualDistance,
  z_threshold: number,
): number {
  const scale = Math.max(
    (1 + UNSURE / peers) * stddev,
    usual.stddev,
    STDDEV_FLOOR * Math.abs(median),
    Number.MIN_VALUE,
  );
  const z = Math.abs(value - median - usual.distance) / scale;
  return z / (usual.isKnown ? z_threshold : UNKNOWN_FACTOR * z_threshold);
}

import { type BuildingTime, resolveMetric } from '@nexus/models';
import { GAP_FACTOR, usualInterval } from '../domain/coverage.ts';
import type { Reading } from '../store/index.ts';

/** How the series of a file go through time; JSON as it is. */
export interface CourseReport {
  readonly series: number;
  /** Rows for a device, metric and time that the file has already: the last one stays. */
  readonly repeated_rows: number;
  /** Rows older than one before them; they are stored where they belong. */
  readonly late_rows: number;
  /** Silences longer than 2.5 usual intervals of their series. */
  readonly gaps: number;
  readonly longest_gap?: {
    readonly device_id: string;
    readonly metric: string;
    readonly start: string;
    readonly end: string;
  };
}

interface Course {
  readonly device_id: string;
  readonly metric: string;
  readonly timestamps: number[];
}

/** Keeps the times of all rows of a file, about 8 bytes a row, since rows may come in any order. */
export class FileCourses {
  readonly #courses = new Map<string, Course>();
  readonly #metrics = new Map<string, string>();
  #late = 0;

  add({ device_id, metric: text, timestamp_ms }: Reading): void {
    const metric = this.#metrics.get(text) ?? resolveMetric(text);
    this.#metrics.set(text, metric);
    const key = JSON.stringify([device_id, metric]);
    const course = this.#courses.get(key) ?? { device_id, metric, timestamps: [] };
    this.#courses.set(key, course);
    if (timestamp_ms < (course.timestamps.at(-1) ?? timestamp_ms)) this.#late += 1;
    course.timestamps.push(timestamp_ms);
  }

  report(time: BuildingTime): CourseReport {
    let [repeated_rows, gaps, longest_ms] = [0, 0, 0];
    let longest_gap: CourseReport['longest_gap'];
    for (const { device_id, metric, timestamps } of this.#courses.values()) {
      const sorted = Float64Array.from(timestamps).sort();
      const distinct = sorted.filter((at_ms, i) => at_ms !== sorted[i - 1]);
      repeated_rows += timestamps.length - distinct.length;
      const limit_ms = (usualInterval(distinct) ?? 0) * GAP_FACTOR;
      let before_ms = distinct[0] ?? 0;
      for (const at_ms of distinct) {
        if (at_ms - before_ms > limit_ms) gaps += 1;
        if (at_ms - before_ms > Math.max(limit_ms, longest_ms)) {
          longest_ms = at_ms - before_ms;
          longest_gap = { device_id, metric, start: time.iso(before_ms), end: time.iso(at_ms) };
        }
        before_ms = at_ms;
      }
    }
    return {
      series: this.#courses.size,
      repeated_rows,
      late_rows: this.#late,
      gaps,
      ...(longest_gap && { longest_gap }),
    };
  }
}

/** The report for people. */
export function describeCourses({ series, repeated_rows, late_rows, gaps, longest_gap }: CourseReport): string[] {
  return [
    `${series} series.`,
    ...(repeated_rows > 0 ? [`${repeated_rows} row(s) repeat a device, metric and time; the last of each stays.`] : []),
    ...(late_rows > 0 ? [`${late_rows} row(s) are older than one before them.`] : []),
    ...(longest_gap
      ? [
          `${gaps} gap(s); the longest is ${longest_gap.device_id} ${longest_gap.metric}, ${longest_gap.start} to ${longest_gap.end}.`,
        ]
      : []),
  ];
}

import type { BuildingTime } from '@nexus/models';
import type { IngestReport } from '../store/index.ts';
import { type CourseReport, describeCourses, FileCourses } from './file-courses.ts';
import type { BadRow, GoodRow } from './reading-rows.ts';

const MAX_NAMED = 100;

/** What an import did; JSON as it is. */
interface ImportReport {
  /** Whether every good row was stored. */
  readonly imported: boolean;
  readonly rows: number;
  readonly stored: number;
  /** Of the stored ones, those that took the place of a reading of the same device, metric and time. */
  readonly replaced: number;
  readonly bad_rows: number;
  /** The first 100. */
  readonly faults: readonly BadRow[];
  readonly devices: number;
  /** Values by conversion, such as `°F to °C`. */
  readonly converted: Readonly<Record<string, number>>;
  /** First and last reading; absent without a good row. */
  readonly first?: string;
  readonly last?: string;
  /** Devices that the registry does not know; empty without a registry. */
  readonly unregistered_devices: readonly string[];
  /** Of a dry run. */
  readonly courses?: CourseReport;
}

/** Counts what the two passes of an import meet. */
export class ImportTally {
  good = 0;
  bad = 0;
  stored = 0;
  #replaced = 0;
  #isComplete = false;
  #first_ms = Number.POSITIVE_INFINITY;
  #last_ms = Number.NEGATIVE_INFINITY;
  readonly #faults: BadRow[] = [];
  readonly #devices = new Set<string>();
  readonly #converted = new Map<string, number>();
  readonly #courses: FileCourses | undefined;

  /** @param options `dryRun` looks at the courses of the series too, which takes memory. */
  constructor(options: { readonly dryRun: boolean }) {
    this.#courses = options.dryRun ? new FileCourses() : undefined;
  }

  get rows(): number {
    return this.good + this.bad;
  }

  check(row: GoodRow | BadRow): void {
    if ('fault' in row) {
      this.#refuse(row);
      return;
    }
    const { reading, conversion } = row;
    this.good += 1;
    this.#devices.add(reading.device_id);
    this.#courses?.add(reading);
    this.#first_ms = Math.min(this.#first_ms, reading.timestamp_ms);
    this.#last_ms = Math.max(this.#last_ms, reading.timestamp_ms);
    if (conversion !== undefined) this.#converted.set(conversion, (this.#converted.get(conversion) ?? 0) + 1);
  }

  /** The store refuses what was checked only when another process changed a series in between. */
  store(report: IngestReport, batch: readonly GoodRow[]): void {
    this.stored += report.accepted;
    this.#replaced += report.replaced;
    this.good -= report.refused.count;
    this.bad += report.refused.count - report.refused.samples.length;
    for (const { index, reason } of report.refused.samples)
      this.#refuse({ line: batch[index]?.line ?? 0, fault: reason });
  }

  complete(): void {
    this.#isComplete = true;
  }

  deviceIds(): string[] {
    return [...this.#devices].sort();
  }

  report(time: BuildingTime, unregistered_devices: readonly string[]): ImportReport {
    return {
      imported: this.#isComplete,
      rows: this.rows,
      stored: this.stored,
      replaced: this.#replaced,
      bad_rows: this.bad,
      faults: this.#faults,
      devices: this.#devices.size,
      converted: Object.fromEntries(this.#converted),
      ...(this.good > 0 ? { first: time.iso(this.#first_ms), last: time.iso(this.#last_ms) } : {}),
      unregistered_devices,
      ...(this.#courses ? { courses: this.#courses.report(time) } : {}),
    };
  }

  #refuse(row: BadRow): void {
    this.bad += 1;
    if (this.#faults.length < MAX_NAMED) this.#faults.push(row);
  }
}

/** The report for people. */
export function describeImport(path: string, report: ImportReport): string {
  const { rows, stored, replaced, bad_rows, faults, devices, converted, first, last, unregistered_devices } = report;
  const lines = faults.map(({ line, fault }) => `${path}:${line}: ${fault}`);
  if (bad_rows > faults.length) lines.push(`… and ${bad_rows - faults.length} more bad rows`);
  if (first !== undefined) lines.push(`${rows} rows of ${devices} device(s), from ${first} to ${last}.`);
  for (const [conversion, count] of Object.entries(converted))
    lines.push(`${count} values converted from ${conversion}.`);
  if (unregistered_devices.length > 0) {
    const named = unregistered_devices.slice(0, 10).join(', ');
    lines.push(`Not in the device registry: ${named}${unregistered_devices.length > 10 ? ', …' : ''}.`);
  }
  if (report.courses) {
    lines.push(...describeCourses(report.courses));
    lines.push(`Nothing was imported: this was a dry run${bad_rows > 0 ? `, with ${bad_rows} bad row(s)` : ''}.`);
  } else if (report.imported) {
    lines.push(`Stored ${stored} readings${replaced > 0 ? `, ${replaced} of them in place of others` : ''}.`);
    if (bad_rows > 0) lines.push(`Left out ${bad_rows} bad row(s).`);
  } else if (stored > 0) {
    lines.push(`Interrupted: ${stored} readings are stored. Run it again for the rest; nothing is stored twice.`);
  } else {
    lines.push(`Nothing was imported${bad_rows > 0 ? `: ${bad_rows} bad row(s). --skip-bad stores the others` : ''}.`);
  }
  return lines.join('\n');
}

import { cleanText, NexusError, resolveMetric } from '@nexus/models';
import type { SqliteFile } from '@nexus/server-kit/sqlite';
import type Database from 'better-sqlite3';
import { type Head, type IngestionStatements, ingestionStatements, ROWS_PER_INSERT } from './ingestion-statements.ts';
import { MAX_DEVICE_ID, readingFault, reasonOf } from './reading-check.ts';
import { type IngestReport, QUALITIES, type Reading, type RefusedReading } from './store.ts';
import { type UnitConversion, unitConversion } from './unit-conversion.ts';

const MAX_SAMPLES = 20;
const MAX_SPELLINGS = 200_000;
const QUALITY_CODES = new Map<string, number>(QUALITIES.map((quality, code) => [quality, code]));

/** What one spelling of a metric means for one device. */
interface Slot {
  readonly metric: string;
  readonly head: Head;
  readonly conversions: Map<string, UnitConversion>;
}

interface Row {
  readonly head: Head;
  readonly timestamp_ms: number;
  readonly value: number | null;
  readonly quality: number;
}

/** Writes batches. What it remembers of the series is dropped as soon as another connection has written. */
export class Ingestion {
  readonly #file: SqliteFile;
  readonly #statements: IngestionStatements;
  readonly #dataVersion: Database.Statement<[], number>;
  readonly #slots = new Map<string, Map<string, Slot>>();
  readonly #heads = new Map<number, Head>();
  #spellings = 0;
  #seenVersion = -1;

  constructor(file: SqliteFile) {
    this.#file = file;
    this.#statements = ingestionStatements(file.database);
    this.#dataVersion = file.database.prepare<[], number>('PRAGMA data_version').pluck();
  }

  /** One transaction. */
  ingest(readings: readonly Reading[]): Promise<IngestReport> {
    return this.#file.write(
      () => this.#store(readings),
      // The series created by the batch, and the counts it moved, are rolled back with it.
      () => this.#forget(),
    );
  }

  #store(readings: readonly Reading[]): IngestReport {
    const version = this.#dataVersion.get() ?? 0;
    if (version !== this.#seenVersion || this.#spellings > MAX_SPELLINGS) this.#forget();
    this.#seenVersion = version;
    const rows: Row[] = [];
    const samples: RefusedReading[] = [];
    let refused = 0;
    for (const [index, reading] of readings.entries()) {
      const row = this.#row(reading);
      if (typeof row !== 'string') {
        rows.push(row);
        continue;
      }
      refused += 1;
      if (samples.length < MAX_SAMPLES) samples.push({ index, reason: row });
    }
    return { accepted: rows.length, replaced: this.#put(rows), refused: { count: refused, samples } };
  }

  /** The row to store, or why there is none. */
  #row(reading: Reading): Row | string {
    const fault = readingFault(reading);
    if (fault !== undefined) return fault;
    const { device_id, metric, timestamp_ms, value, unit, quality } = reading;
    try {
      const slot = this.#slots.get(device_id)?.get(metric) ?? this.#slot(device_id, metric, unit);
      const { convert } = slot.conversions.get(unit) ?? this.#conversion(slot, unit);
      const kept = value === null || convert === undefined ? value : convert(value);
      return { head: slot.head, timestamp_ms, value: kept, quality: QUALITY_CODES.get(quality) ?? 0 };
    } catch (error) {
      return reasonOf(error);
    }
  }

  #slot(givenDevice: string, givenMetric: string, givenUnit: string): Slot {
    const device_id = cleanText(givenDevice, MAX_DEVICE_ID + 1);
    if (device_id === '' || device_id.length > MAX_DEVICE_ID) {
      throw new NexusError('invalid_argument', `device_id is empty or longer than ${MAX_DEVICE_ID} characters`);
    }
    const metric = resolveMetric(givenMetric);
    const slot = { metric, head: this.#head(device_id, metric, givenUnit), conversions: new Map() };
    const byMetric = this.#slots.get(givenDevice) ?? new Map<string, Slot>();
    this.#slots.set(givenDevice, byMetric.set(givenMetric, slot));
    this.#spellings += 1;
    return slot;
  }

  #conversion(slot: Slot, unit: string): UnitConversion {
    const conversion = unitConversion(slot.metric, unit, slot.head.unit);
    slot.conversions.set(unit, conversion);
    this.#spellings += 1;
    return conversion;
  }

  #head(device_id: string, metric: string, givenUnit: string): Head {
    const stored = this.#statements.head(device_id, metric);
    if (stored) return this.#known(stored);
    const { unit } = unitConversion(metric, givenUnit, undefined);
    return this.#known(this.#statements.create(device_id, metric, unit));
  }

  /** Two spellings of one metric share a head, or its counts would drift. */
  #known(head: Head): Head {
    const known = this.#heads.get(head.series_id) ?? head;
    this.#heads.set(head.series_id, known);
    return known;
  }

  /** @returns How many rows replaced another. */
  #put(rows: Row[]): number {
    if (!isOrdered(rows)) rows.sort((a, b) => a.head.series_id - b.head.series_id || a.timestamp_ms - b.timestamp_ms);
    const touched = new Set<Head>();
    const fresh: Row[] = [];
    let replaced = 0;
    for (const [i, row] of rows.entries()) {
      const next = rows[i + 1];
      // The sort is stable: of equals in the batch the last one given stays.
      if (next && next.head === row.head && next.timestamp_ms === row.timestamp_ms) {
        replaced += 1;
        continue;
      }
      touched.add(row.head);
      if (row.timestamp_ms > row.head.last_ms) fresh.push(row);
      else if (this.#putLate(row)) replaced += 1;
    }
    this.#append(fresh);
    for (const head of touched) this.#statements.saveHead(head);
    return replaced;
  }

  /** Stores a row that is not newer than its series. @returns Whether it replaced another. */
  #putLate({ head, timestamp_ms, value, quality }: Row): boolean {
    const isNew = this.#statements.insert(head.series_id, timestamp_ms, value, quality);
    if (isNew) head.count += 1;
    else this.#statements.replace(head.series_id, timestamp_ms, value, quality);
    head.first_ms = Math.min(head.first_ms, timestamp_ms);
    if (timestamp_ms === head.last_ms) {
      head.last_value = value;
      head.last_quality = quality;
    }
    return !isNew;
  }

  /** Rows newer than anything in their series cannot meet another, so many go into one statement. */
  #append(rows: readonly Row[]): void {
    for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
      const part = rows.slice(from, from + ROWS_PER_INSERT);
      const values = part.flatMap(({ head, timestamp_ms, value, quality }) => [
        head.series_id,
        timestamp_ms,
        value,
        quality,
      ]);
      this.#statements.insertMany(values);
      for (const { head, timestamp_ms, value, quality } of part) {
        head.count += 1;
        head.first_ms = Math.min(head.first_ms, timestamp_ms);
        head.last_ms = timestamp_ms;
        head.last_value = value;
        head.last_quality = quality;
      }
    }
  }

  #forget(): void {
    this.#slots.clear();
    this.#heads.clear();
    this.#spellings = 0;
    this.#seenVersion = -1;
  }
}

function isOrdered(rows: readonly Row[]): boolean {
  for (let i = 1; i < rows.length; i += 1) {
    const before = rows[i - 1];
    const row = rows[i];
    if (!before || !row || before.head.series_id > row.head.series_id) return false;
    if (before.head === row.head && before.timestamp_ms > row.timestamp_ms) return false;
  }
  return true;
}

import { cleanText, NexusError, resolveMetric } from '@nexus/models';
import type { SqliteFile } from '@nexus/server-kit/sqlite';
import { type BlockTable, MAX_SERIES } from './blocks.ts';
import type { Series } from './catalogue.ts';
import type { BatchRun } from './codec/batch.ts';
import type { Memory } from './memory.ts';
import { MAX_DEVICE_ID, readingFault, reasonOf } from './reading-check.ts';
import { Sorting } from './sorting.ts';
import { type IngestReport, QUALITIES, type Reading, type RefusedReading } from './store.ts';
import { type UnitConversion, unitConversion } from './unit-conversion.ts';

const MAX_SAMPLES = 20;
const MAX_SPELLINGS = 200_000;
const GOOD = QUALITIES.indexOf('good');

/** What one spelling of a metric means for one device. */
interface Slot {
  readonly metric: string;
  readonly series: Series;
  readonly conversions: Map<string, UnitConversion>;
}

/** Writes batches into the log. */
export class Ingestion {
  readonly #file: SqliteFile;
  readonly #memory: Memory;
  readonly #blocks: BlockTable;
  readonly #slots = new Map<string, Map<string, Slot>>();
  readonly #sorting = new Sorting<Series>();
  #spellings = 0;
  #generation = -1;

  constructor(file: SqliteFile, memory: Memory, blocks: BlockTable) {
    this.#file = file;
    this.#memory = memory;
    this.#blocks = blocks;
  }

  /** One transaction. */
  async ingest(readings: readonly Reading[]): Promise<IngestReport> {
    const report = await this.#file.write(
      () => this.#store(readings),
      // The series created by the batch, and the counts it moved, are rolled back with it.
      () => this.#memory.forget(),
    );
    this.#memory.wrote();
    return report;
  }

  #store(readings: readonly Reading[]): IngestReport {
    this.#memory.current();
    if (this.#memory.generation !== this.#generation || this.#spellings > MAX_SPELLINGS) this.#forget();
    this.#blocks.forget();
    this.#sorting.clear();
    const samples: RefusedReading[] = [];
    let refused = 0;
    for (let index = 0; index < readings.length; index += 1) {
      const reason = this.#read(readings[index] as Reading);
      if (reason === undefined) continue;
      refused += 1;
      if (samples.length < MAX_SAMPLES) samples.push({ index, reason });
    }
    const runs = this.#sorting.runs().map(({ of, columns }) => this.#run(of, columns));
    if (runs.length > 0) this.#memory.append(runs);
    const accepted = readings.length - refused;
    return {
      accepted,
      replaced: accepted - runs.reduce((sum, { fresh }) => sum + fresh, 0),
      refused: { count: refused, samples },
    };
  }

  /** Notes a reading, or says why it cannot be stored. */
  #read(reading: Reading): string | undefined {
    const fault = readingFault(reading);
    if (fault !== undefined) return fault;
    const { device_id, metric, timestamp_ms, value, unit, quality } = reading;
    try {
      const slot = this.#slots.get(device_id)?.get(metric) ?? this.#slot(device_id, metric, unit);
      const { convert } = slot.conversions.get(unit) ?? this.#conversion(slot, unit);
      const kept = value === null || convert === undefined ? value : convert(value);
      // A column of SQLite does not tell -0 from 0, and no sensor does.
      this.#sorting.add(slot.series, timestamp_ms, kept === null ? Number.NaN : kept + 0, codeOf(quality));
      return undefined;
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
    const slot = { metric, series: this.#series(device_id, metric, givenUnit), conversions: new Map() };
    const byMetric = this.#slots.get(givenDevice) ?? new Map<string, Slot>();
    this.#slots.set(givenDevice, byMetric.set(givenMetric, slot));
    this.#spellings += 1;
    return slot;
  }

  #conversion(slot: Slot, unit: string): UnitConversion {
    const conversion = unitConversion(slot.metric, unit, slot.series.unit);
    slot.conversions.set(unit, conversion);
    this.#spellings += 1;
    return conversion;
  }

  #series(device_id: string, metric: string, givenUnit: string): Series {
    const catalogue = this.#memory.current();
    const known = catalogue.find(device_id, metric);
    if (known) return known;
    const { unit } = unitConversion(metric, givenUnit, undefined);
    if (catalogue.maxId >= MAX_SERIES - 1) {
      throw new NexusError('limit_exceeded', `there are ${MAX_SERIES - 1} series already`);
    }
    return this.#memory.create(device_id, metric, unit);
  }

  #run(series: Series, columns: BatchRun['columns']): BatchRun {
    let fresh = 0;
    for (let i = columns.n - 1; i >= 0; i -= 1) {
      const instant_ms = columns.timestamp_ms[i] as number;
      if (instant_ms > series.last_ms) fresh += 1;
      else if (!this.#isStored(series, instant_ms)) fresh += 1;
    }
    return { series_id: series.series_id, fresh, columns };
  }

  #isStored({ series_id, first_ms, run }: Series, instant_ms: number): boolean {
    return instant_ms >= first_ms && (run.has(instant_ms) || this.#blocks.has(series_id, instant_ms));
  }

  #forget(): void {
    this.#slots.clear();
    this.#spellings = 0;
    this.#generation = this.#memory.generation;
  }
}

function codeOf(quality: Reading['quality']): number {
  return quality === 'good' ? GOOD : QUALITIES.indexOf(quality);
}

import { NexusError } from '@nexus/models';
import type Database from 'better-sqlite3';
import type { Columns } from '../domain/columns.ts';
import { decodeBlock, encodeBlock } from './codec/block.ts';
import { emptyColumns, hasInstant, merged, position, slice, within } from './run.ts';

const DAY_MS = 86_400_000;
/** A day of a reading every 42 seconds; what comes more often takes several parts. */
const READINGS_PER_PART = 2048;
const PARTS = 256;
export const MAX_SERIES = 2 ** 21;
const IDS_PER_DAY = MAX_SERIES * PARTS;
/** Of blocks that were looked into lately: a file that is imported again asks for each of its readings. */
const REMEMBERED = 64;

interface PartRow {
  readonly block_id: number;
  readonly n: number;
  readonly first_ms: number;
  readonly last_ms: number;
}

/** A block as it is stored. */
export interface PackedBlock {
  readonly n: number;
  readonly data: Buffer;
}

type Part = [n: number, first_ms: number, last_ms: number, data: Buffer];

/**
 * The table of compressed blocks: one for each series and UTC day, in parts where a day has many readings.
 *
 * `block_id` is `(day × 2^21 + series) × 256 + part`, the day counted from 1970: new blocks are appended to the table, and
 * the oldest day is one stretch of it. Parts follow each other in time.
 */
export class BlockTable {
  readonly #parts: Database.Statement<[number, number], PartRow>;
  readonly #blocks: Database.Statement<[number, number], Part>;
  readonly #last: Database.Statement<[number, number, number], Part>;
  readonly #data: Database.Statement<[number], Buffer>;
  readonly #put: Database.Statement<[number, number, number, number, Buffer]>;
  readonly #remembered = new Map<number, Columns>();

  constructor(database: Database.Database) {
    this.#parts = database.prepare(
      'SELECT block_id, n, first_ms, last_ms FROM block WHERE block_id >= ? AND block_id < ? ORDER BY block_id',
    );
    this.#blocks = database
      .prepare<[number, number], Part>(
        'SELECT n, first_ms, last_ms, data FROM block WHERE block_id >= ? AND block_id < ? ORDER BY block_id',
      )
      .raw();
    this.#last = database
      .prepare<[number, number, number], Part>(
        `SELECT n, first_ms, last_ms, data FROM block WHERE block_id >= ? AND block_id < ? AND first_ms < ?
         ORDER BY block_id DESC LIMIT 1`,
      )
      .raw();
    this.#data = database.prepare<[number], Buffer>('SELECT data FROM block WHERE block_id = ?').pluck();
    this.#put = database.prepare('INSERT OR REPLACE INTO block VALUES (?, ?, ?, ?, ?)');
  }

  /** The blocks of one series and day with readings in `[start_ms, end_ms)`, still packed, in the order of their times. */
  find(series_id: number, day: number, start_ms: number, end_ms: number): PackedBlock[] {
    const from = blockId(day, series_id);
    const found: PackedBlock[] = [];
    for (const [n, first_ms, last_ms, data] of this.#blocks.all(from, from + PARTS)) {
      if (last_ms >= start_ms && first_ms < end_ms) found.push({ n, data });
    }
    return found;
  }

  /** The part of one series and day that has the last readings before an instant. */
  lastBefore(series_id: number, day: number, instant_ms: number): Columns | undefined {
    const from = blockId(day, series_id);
    const part = this.#last.get(from, from + PARTS, instant_ms);
    return part && within(decoded(part[3]), 0, instant_ms);
  }

  has(series_id: number, instant_ms: number): boolean {
    const from = blockId(dayOf(instant_ms), series_id);
    const part = this.#parts
      .all(from, from + PARTS)
      .find(({ first_ms, last_ms }) => first_ms <= instant_ms && instant_ms <= last_ms);
    return part !== undefined && hasInstant(this.#columnsOf(part.block_id), instant_ms);
  }

  /** Forgets what `has` remembers; to be called when the table may have changed. */
  forget(): void {
    this.#remembered.clear();
  }

  /** Puts ascending readings of one series where they belong; they take the place of those of the same instants. */
  put(series_id: number, columns: Columns): void {
    let from = 0;
    while (from < columns.n) {
      const day = dayOf(columns.timestamp_ms[from] as number);
      const to = position(columns, (day + 1) * DAY_MS);
      this.#putDay(blockId(day, series_id), slice(columns, from, to));
      from = to;
    }
    this.forget();
  }

  #putDay(first_id: number, columns: Columns): void {
    const parts = this.#parts.all(first_id, first_id + PARTS);
    let from = 0;
    for (const [p, part] of parts.entries()) {
      const next = parts[p + 1];
      const to = next ? position(columns, next.first_ms) : columns.n;
      if (to > from) this.#putPart(part, slice(columns, from, to), next === undefined);
      from = to;
    }
    if (parts.length === 0) this.#putParts(first_id, columns);
  }

  #putPart(part: PartRow, columns: Columns, isLast: boolean): void {
    const isFull = part.n >= READINGS_PER_PART && partOf(part.block_id) < PARTS - 1;
    if (isLast && isFull && (columns.timestamp_ms[0] as number) > part.last_ms) {
      this.#putParts(part.block_id + 1, columns);
      return;
    }
    const all = merged(this.#columnsOf(part.block_id), columns);
    if (isLast) this.#putParts(part.block_id, all);
    else this.#putBlock(part.block_id, all);
  }

  /** The last part a day can have takes all that is left. */
  #putParts(first_id: number, columns: Columns): void {
    let from = 0;
    for (let block_id = first_id; from < columns.n; block_id += 1) {
      const isLast = partOf(block_id) === PARTS - 1;
      const to = isLast ? columns.n : Math.min(columns.n, from + READINGS_PER_PART);
      this.#putBlock(block_id, slice(columns, from, to));
      from = to;
    }
  }

  #putBlock(block_id: number, columns: Columns): void {
    const first_ms = columns.timestamp_ms[0] as number;
    const last_ms = columns.timestamp_ms[columns.n - 1] as number;
    this.#put.run(block_id, columns.n, first_ms, last_ms, encodeBlock(columns));
  }

  #columnsOf(block_id: number): Columns {
    const known = this.#remembered.get(block_id);
    if (known) return known;
    const data = this.#data.get(block_id);
    if (!data) throw new Error(`block ${block_id} is gone within a transaction`);
    const columns = decoded(data);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    this.#remembered.set(block_id, columns);
    return columns;
  }
}

/** The number of the UTC day since 1970. */
export function dayOf(instant_ms: number): number {
  return Math.floor(instant_ms / DAY_MS);
}

/** The first number of a block of a series and day. */
export function blockId(day: number, series_id: number): number {
  return day * IDS_PER_DAY + series_id * PARTS;
}

export function seriesOf(block_id: number): number {
  return Math.floor(block_id / PARTS) % MAX_SERIES;
}

function partOf(block_id: number): number {
  return block_id % PARTS;
}

/** Unpacks blocks that follow each other in time, into one. @throws {NexusError} `unavailable` for a damaged one. */
export function unpacked(blocks: readonly PackedBlock[]): Columns {
  const all = emptyColumns(blocks.reduce((sum, { n }) => sum + n, 0));
  let at = 0;
  for (const { data } of blocks) at += decoded(data, (n) => slice(all, at, at + n)).n;
  return all;
}

function decoded(data: Buffer, room?: (n: number) => Columns): Columns {
  try {
    return decodeBlock(data, room);
  } catch (cause) {
    throw new NexusError('unavailable', 'The telemetry database is damaged: a block of readings cannot be read.', {
      hint: 'It was left as it is: keep a copy and restore the last backup.',
      cause,
    });
  }
}

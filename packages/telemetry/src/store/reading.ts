import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { TimeWindow } from '@nexus/models';
import type { Columns } from '../domain/columns.ts';
import type { SqliteFile } from '@nexus/server-kit/sqlite';
import { type BlockTable, dayOf, type PackedBlock, unpacked } from './blocks.ts';
import type { Series } from './catalogue.ts';
import type { Memory } from './memory.ts';
import { emptyColumns, joined, merged, slice, within } from './run.ts';

/** A few milliseconds of reading: then others get their turn, however long the range is. */
const READINGS_PER_TURN = 50_000;
/** Looking for a block that is not there costs, too. */
const DAYS_PER_TURN = 500;

/** Reads readings of one series from blocks and from memory. */
export class SeriesReading {
  readonly #file: SqliteFile;
  readonly #memory: Memory;
  readonly #blocks: BlockTable;

  constructor(file: SqliteFile, memory: Memory, blocks: BlockTable) {
    this.#file = file;
    this.#memory = memory;
    this.#blocks = blocks;
  }

  async range(device_id: string, metric: string, window: TimeWindow): Promise<Columns> {
    const parts: Columns[] = [];
    let from_ms: number | undefined = window.start_ms;
    while (from_ms !== undefined) {
      const start_ms: number = from_ms;
      from_ms = await this.#file.look(() => {
        const series = this.#memory.current().find(device_id, metric);
        return series && this.#turn(series, { start_ms, end_ms: window.end_ms }, parts);
      });
      if (from_ms !== undefined) await yieldToOthers();
    }
    return parts.length === 0 ? emptyColumns(0) : joined(parts);
  }

  /** Appends what one turn reads. @returns Where the next has to begin, if there is more. */
  #turn(series: Series, window: TimeWindow, parts: Columns[]): number | undefined {
    const start_ms = Math.max(window.start_ms, series.first_ms);
    const end_ms = Math.min(window.end_ms, series.last_ms + 1);
    if (start_ms >= end_ms) return undefined;
    const inMemory = within(series.run, start_ms, end_ms);
    const lastDay = dayOf(end_ms - 1);
    const firstDay = dayOf(start_ms);
    const found: PackedBlock[] = [];
    let n = 0;
    let day = firstDay;
    for (; day <= lastDay && n < READINGS_PER_TURN && day - firstDay < DAYS_PER_TURN; day += 1) {
      for (const block of this.#blocks.find(series.series_id, day, start_ms, end_ms)) {
        found.push(block);
        n += block.n;
      }
    }
    const next_ms = day > lastDay ? end_ms : startOf(day);
    const older = within(unpacked(found), start_ms, end_ms);
    const newer = within(inMemory, start_ms, next_ms);
    // What is in memory goes on changing.
    const all = older.n === 0 ? copyOf(newer) : merged(older, newer);
    if (all.n > 0) parts.push(all);
    return day > lastDay ? undefined : next_ms;
  }

  /** The last reading strictly before an instant. */
  async before(device_id: string, metric: string, instant_ms: number): Promise<Columns | undefined> {
    return this.#file.look(() => {
      const series = this.#memory.current().find(device_id, metric);
      if (!series || series.first_ms >= instant_ms) return undefined;
      const newer = lastOf(within(series.run, Number.NEGATIVE_INFINITY, instant_ms));
      const last_ms = Math.min(instant_ms - 1, series.last_ms);
      const earliest = dayOf(Math.max(series.first_ms, newer?.timestamp_ms[0] ?? 0));
      for (let day = dayOf(last_ms); day >= earliest; day -= 1) {
        const part = this.#blocks.lastBefore(series.series_id, day, instant_ms);
        const older = part && lastOf(part);
        if (older) return newer ? later(older, newer) : older;
      }
      return newer;
    });
  }
}

function startOf(day: number): number {
  return day * 86_400_000;
}

function lastOf(columns: Columns): Columns | undefined {
  return columns.n === 0 ? undefined : slice(columns, columns.n - 1, columns.n);
}

/** Of equal instants the newer. */
function later(older: Columns, newer: Columns): Columns {
  return (older.timestamp_ms[0] as number) > (newer.timestamp_ms[0] as number) ? older : newer;
}

function copyOf({ n, timestamp_ms, value, quality }: Columns): Columns {
  return { n, timestamp_ms: timestamp_ms.slice(), value: value.slice(), quality: quality.slice() };
}

import { type BuildingTime, cleanText, NexusError } from '@nexus/models';
import { reasonOf } from '../store/reading-check.ts';
import { csvRecords } from './csv-records.ts';
import { RowTimestamps } from './row-timestamp.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A row of a file that holds one series. */
export interface SeriesRow {
  /** As the file has it. */
  readonly timestamp: string;
  readonly timestamp_ms: number;
  /** Absent where the cell is empty. */
  readonly value?: number;
}

interface BadSeriesRow {
  readonly line: number;
  readonly fault: string;
}

/**
 * Reads a CSV file with the columns `timestamp` and `value`, in any order and with others beside them, row by row.
 *
 * @throws {NexusError} `not_found`, `unavailable` or `invalid_argument` for a file that cannot be read, is no CSV, is
 * empty or lacks a column.
 */
export async function* seriesRows(path: string, time: BuildingTime): AsyncGenerator<SeriesRow | BadSeriesRow> {
  const timestamps = new RowTimestamps(time);
  let header: { timestamp: number; value: number; width: number } | undefined;
  for await (const { line, cells } of csvRecords(path)) {
    if (!header) {
      header = headerOf(cells, path);
      continue;
    }
    if (cells.length === header.width) {
      yield readRow(line, cells[header.timestamp] ?? '', cells[header.value] ?? '', timestamps);
    } else yield { line, fault: `has ${cells.length} cells, the header ${header.width}` };
  }
  if (!header) throw new NexusError('invalid_argument', `${path} is empty.`, { hint: 'It must begin with a header.' });
}

function headerOf(cells: readonly string[], path: string) {
  const names = cells.map((name) =>
    name
      .replace(/^\uFEFF/, '')
      .trim()
      .toLowerCase(),
  );
  const [timestamp, value] = [names.indexOf('timestamp'), names.indexOf('value')];
  if (timestamp >= 0 && value >= 0) return { timestamp, value, width: cells.length };
  throw new NexusError('invalid_argument', `${path} lacks the column ${timestamp < 0 ? 'timestamp' : 'value'}.`, {
    hint: 'Its first line must name the columns timestamp and value.',
  });
}

function readRow(line: number, timestamp: string, text: string, timestamps: RowTimestamps): SeriesRow | BadSeriesRow {
  let timestamp_ms: number | undefined;
  try {
    timestamp_ms = timestamps.read(timestamp);
  } catch (error) {
    return { line, fault: reasonOf(error) };
  }
  if (timestamp_ms === undefined) {
    return { line, fault: `timestamp "${cleanText(timestamp, 40)}" is neither RFC 3339 nor YYYY-MM-DD HH:MM:SS` };
  }
  if (text === '') return { timestamp, timestamp_ms };
  if (!NUMBER.test(text)) return { line, fault: `value "${cleanText(text, 40)}" is no number` };
  const value = Number(text);
  return Number.isFinite(value) ? { timestamp, timestamp_ms, value } : { line, fault: 'value is no finite number' };
}

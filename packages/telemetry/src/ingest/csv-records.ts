import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { cleanText, NexusError } from '@nexus/models';
import { CsvError, parse } from 'csv-parse';

const LONGEST_RECORD = 64 * 1024;

export interface CsvRecord {
  /** Where the record begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads the records of a CSV file (RFC 4180, UTF-8, any line ends) one by one, blank lines left out.
 *
 * @throws {NexusError} `not_found` or `unavailable` for a file that cannot be read; `invalid_argument` where it is no CSV.
 */
export async function* csvRecords(path: string): AsyncGenerator<CsvRecord> {
  let before = 0;
  const parser = parse({ info: true, relax_column_count: true, trim: true, max_record_size: LONGEST_RECORD });
  // An error of the file destroys the parser with it, and so ends the loop.
  pipeline(Readable.from(textOf(path)), parser, () => {});
  try {
    for await (const item of parser) {
      const { record, info } = item as { record: string[]; info: { lines: number } };
      if (record.length > 1 || record[0]?.trim() !== '') yield { line: before + 1, cells: record };
      before = info.lines;
    }
  } catch (error) {
    throw readable(error, path);
  } finally {
    parser.destroy();
  }
}

async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of createReadStream(path)) yield decoder.decode(chunk as Uint8Array, { stream: true });
  yield decoder.decode();
}

function readable(error: unknown, path: string): unknown {
  if (error instanceof CsvError) {
    const fault =
      error.code === 'CSV_MAX_RECORD_SIZE'
        ? `is longer than ${LONGEST_RECORD} characters`
        : `is no CSV: ${cleanText(error.message, 160)}`;
    const line = 'lines' in error ? `:${String(error.lines)}` : '';
    return new NexusError('invalid_argument', `${path}${line}: ${fault}.`, { hint: 'Quotes may be left open there.' });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new NexusError('invalid_argument', `${path} is not UTF-8 text.`, { hint: 'Save it as UTF-8 CSV.' });
  }
  if (code === 'ENOENT') return new NexusError('not_found', `${path} does not exist.`);
  if (/^E[A-Z]+$/.test(code)) {
    return new NexusError('unavailable', `${path} cannot be read (${code}).`, { cause: error });
  }
  return error;
}

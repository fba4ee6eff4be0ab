import type Database from 'better-sqlite3';
import { emptyColumns } from '../run.ts';
import { BlockTable } from '../blocks.ts';

/**
 * Readings go into a log of batches as they come, and from there into a compressed block a series and day.
 *
 * A block is numbered by day, series and part (see `BlockTable`), so that what is old lies together. `total` counts the
 * readings of the log up to and with a batch. `log_state` has one row: up to where all of the log is in blocks too, how
 * far a sealing that is under way has got, and a number that changes with every other change of what is stored.
 */
const TABLES = `
  ALTER TABLE series ADD COLUMN sealed_seq INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    total INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT;

  CREATE TABLE log_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sealed_seq INTEGER NOT NULL,
    until_seq INTEGER NOT NULL,
    next_series INTEGER NOT NULL,
    epoch INTEGER NOT NULL
  ) STRICT;
  INSERT INTO log_state VALUES (1, 0, 0, 0, 0);

  CREATE TABLE block (
    block_id INTEGER PRIMARY KEY,
    n INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT;
`;

/** Series moved at a time, so that memory holds one of them. */
export function blocks(database: Database.Database): void {
  database.exec(TABLES);
  const table = new BlockTable(database);
  const rows = database
    .prepare<[number], [number, number | null, number]>(
      'SELECT timestamp_ms, value, quality FROM reading WHERE series_id = ? ORDER BY timestamp_ms',
    )
    .raw();
  const series = database.prepare<[], { series_id: number; count: number }>('SELECT series_id, count FROM series');
  for (const { series_id, count } of series.all()) {
    const columns = emptyColumns(count);
    let i = 0;
    for (const [timestamp_ms, value, quality] of rows.iterate(series_id)) {
      columns.timestamp_ms[i] = timestamp_ms;
      columns.value[i] = value ?? Number.NaN;
      columns.quality[i] = quality;
      i += 1;
    }
    table.put(series_id, columns);
  }
  database.exec('DROP TABLE reading');
}

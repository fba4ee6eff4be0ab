import type Database from 'better-sqlite3';

export const ROWS_PER_INSERT = 64;

/** A series and its newest reading; without a reading the ends are infinite. */
export interface Head {
  readonly series_id: number;
  readonly unit: string;
  count: number;
  first_ms: number;
  last_ms: number;
  last_value: number | null;
  last_quality: number;
}

interface HeadRow extends Omit<Head, 'first_ms' | 'last_ms' | 'last_quality'> {
  readonly first_ms: number | null;
  readonly last_ms: number | null;
  readonly last_quality: number | null;
}

const HEAD = 'series_id, unit, count, first_ms, last_ms, last_value, last_quality';

/** The statements of the hot path, prepared once. */
export interface IngestionStatements {
  head(device_id: string, metric: string): Head | undefined;
  create(device_id: string, metric: string, unit: string): Head;
  saveHead(head: Head): void;
  /** @returns Whether there was no reading of this series and instant; otherwise nothing happened. */
  insert(series_id: number, timestamp_ms: number, value: number | null, quality: number): boolean;
  replace(series_id: number, timestamp_ms: number, value: number | null, quality: number): void;
  /** @param values Four for each row, as of `insert`; at most `ROWS_PER_INSERT` rows, none of them stored already. */
  insertMany(values: (number | null)[]): void;
}

type Values = (number | null)[];

export function ingestionStatements(db: Database.Database): IngestionStatements {
  const head = db.prepare<[string, string], HeadRow>(`SELECT ${HEAD} FROM series WHERE device_id = ? AND metric = ?`);
  const create = db.prepare<[string, string, string]>('INSERT INTO series (device_id, metric, unit) VALUES (?, ?, ?)');
  const saveHead = db.prepare<Head>(
    `UPDATE series SET count = @count, first_ms = @first_ms, last_ms = @last_ms, last_value = @last_value,
       last_quality = @last_quality WHERE series_id = @series_id`,
  );
  const insert = db.prepare<Values>('INSERT INTO reading VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const replace = db.prepare<Values>(
    'UPDATE reading SET value = ?, quality = ? WHERE series_id = ? AND timestamp_ms = ?',
  );
  const byRows = new Map<number, Database.Statement<[Values]>>();
  const insertRows = (rows: number) => {
    const values = Array.from({ length: rows }, () => '(?, ?, ?, ?)').join(', ');
    const statement = db.prepare<[Values]>(`INSERT INTO reading VALUES ${values}`);
    byRows.set(rows, statement);
    return statement;
  };
  return {
    head(device_id, metric) {
      const row = head.get(device_id, metric);
      return row && withEnds(row);
    },
    create(device_id, metric, unit) {
      const series_id = Number(create.run(device_id, metric, unit).lastInsertRowid);
      return withEnds({
        series_id,
        unit,
        count: 0,
        first_ms: null,
        last_ms: null,
        last_value: null,
        last_quality: null,
      });
    },
    saveHead: (row) => void saveHead.run(row),
    insert: (...values) => insert.run(...values).changes === 1,
    replace: (series_id, timestamp_ms, value, quality) => void replace.run(value, quality, series_id, timestamp_ms),
    insertMany(values) {
      const rows = values.length / 4;
      (byRows.get(rows) ?? insertRows(rows)).run(values);
    },
  };
}

function withEnds(row: HeadRow): Head {
  return {
    ...row,
    first_ms: row.first_ms ?? Number.POSITIVE_INFINITY,
    last_ms: row.last_ms ?? Number.NEGATIVE_INFINITY,
    last_quality: row.last_quality ?? 0,
  };
}

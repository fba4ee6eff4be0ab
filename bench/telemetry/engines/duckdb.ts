import { join } from 'node:path';
import { type Batch, DAY_MS, HOUR_MS, METRICS_PER_DEVICE } from '../building.ts';
import { type Appender, type Connection, duckDbApi, type Statement } from './duckdb-api.ts';
import { type Answering, type Engine, OUTLIER_DEVICES, OUTLIER_SIGMAS, type Points } from './engine.ts';

const OF_SERIES = 'FROM reading WHERE series = ? AND timestamp_ms >= ? AND timestamp_ms < ?';

/** DuckDB in this process, one row a reading by the number of its series, filled by its appender, a flush a batch. */
export class DuckDb implements Engine, Answering {
  readonly name = 'DuckDB';
  readonly #connection: Connection;
  readonly #end_ms: number;
  readonly #statements = new Map<string, Statement>();
  #appender: Appender | undefined;

  private constructor(connection: Connection, end_ms: number) {
    this.#connection = connection;
    this.#end_ms = end_ms;
  }

  /** @returns `undefined` where DuckDB is not installed. */
  static async open(folder: string, end_ms = 0): Promise<DuckDb | undefined> {
    const api = await duckDbApi();
    if (api === undefined) return undefined;
    const instance = await api.DuckDBInstance.create(join(folder, 'duck.db'), { threads: '2', memory_limit: '4GB' });
    const connection = await instance.connect();
    await connection.run(
      `CREATE TABLE IF NOT EXISTS reading (series INTEGER NOT NULL, timestamp_ms BIGINT NOT NULL, value DOUBLE,
       quality UTINYINT NOT NULL)`,
    );
    return new DuckDb(connection, end_ms);
  }

  ingest({ n, series, timestamp_ms, value, quality }: Batch) {
    return async () => {
      this.#appender ??= await this.#connection.createAppender('reading');
      const appender = this.#appender;
      for (let i = 0; i < n; i += 1) {
        appender.appendInteger(series[i] ?? 0);
        appender.appendBigInt(BigInt(timestamp_ms[i] ?? 0));
        const each = value[i] ?? Number.NaN;
        if (Number.isNaN(each)) appender.appendNull();
        else appender.appendDouble(each);
        appender.appendUTinyInt(quality[i] ?? 0);
        appender.endRow();
      }
      appender.flushSync();
    };
  }

  /** Without it the readings of one series lie all over the file. */
  async sort(): Promise<void> {
    this.#appender?.closeSync();
    this.#appender = undefined;
    await this.#connection.run('CREATE TABLE sorted AS SELECT * FROM reading ORDER BY series, timestamp_ms');
    await this.#connection.run('DROP TABLE reading');
    await this.#connection.run('ALTER TABLE sorted RENAME TO reading');
    await this.#connection.run('CHECKPOINT');
  }

  async day(series: number): Promise<Points> {
    const [times = [], values = []] = await this.#last(
      `SELECT timestamp_ms, value, quality ${OF_SERIES} ORDER BY timestamp_ms`,
      series,
      DAY_MS,
    );
    return {
      n: times.length,
      timestamp_ms: (i) => Number(times[i]),
      value: (i) => (values[i] === null ? Number.NaN : Number(values[i])),
    };
  }

  async hourly(series: number) {
    const [hours = [], means = [], mins = [], maxs = []] = await this.#last(
      `SELECT timestamp_ms // ${HOUR_MS} AS hour, avg(value), min(value), max(value) ${OF_SERIES}
       AND value IS NOT NULL GROUP BY hour ORDER BY hour`,
      series,
      30 * DAY_MS,
    );
    return hours.map((hour, i) => ({
      hour_ms: Number(hour) * HOUR_MS,
      mean: Number(means[i]),
      min: Number(mins[i]),
      max: Number(maxs[i]),
    }));
  }

  async weekMedian(series: number) {
    const [[median] = []] = await this.#last(`SELECT median(value) ${OF_SERIES}`, series, 7 * DAY_MS);
    return Number(median);
  }

  async outliers(firstDevice: number) {
    const statement = await this.#prepared(
      `WITH deviating AS (
         SELECT value, avg(value) OVER of_series AS mean, stddev_pop(value) OVER of_series AS sigma FROM reading
         WHERE series BETWEEN ? AND ? AND timestamp_ms >= ? AND timestamp_ms < ?
         WINDOW of_series AS (PARTITION BY series))
       SELECT count(*) FROM deviating WHERE abs(value - mean) > ${OUTLIER_SIGMAS} * sigma`,
    );
    const first = firstDevice * METRICS_PER_DEVICE;
    statement.bindInteger(1, first);
    statement.bindInteger(2, first + OUTLIER_DEVICES * METRICS_PER_DEVICE - 1);
    statement.bindBigInt(3, BigInt(this.#end_ms - DAY_MS));
    statement.bindBigInt(4, BigInt(this.#end_ms));
    const [[count] = []] = (await statement.runAndReadAll()).getColumns();
    return Number(count);
  }

  async #last(sql: string, series: number, span_ms: number): Promise<unknown[][]> {
    const statement = await this.#prepared(sql);
    statement.bindInteger(1, series);
    statement.bindBigInt(2, BigInt(this.#end_ms - span_ms));
    statement.bindBigInt(3, BigInt(this.#end_ms));
    return (await statement.runAndReadAll()).getColumns();
  }

  async #prepared(sql: string): Promise<Statement> {
    const statement = this.#statements.get(sql) ?? (await this.#connection.prepare(sql));
    this.#statements.set(sql, statement);
    return statement;
  }

  async [Symbol.asyncDispose]() {
    this.#appender?.closeSync();
    this.#connection.closeSync();
  }
}

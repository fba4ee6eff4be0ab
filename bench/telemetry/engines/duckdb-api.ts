/** What the benchmarks use of `@duckdb/node-api`, which is not installed with the project: it is 70 MB. */
interface Api {
  readonly DuckDBInstance: {
    create(path: string, settings: Readonly<Record<string, string>>): Promise<{ connect(): Promise<Connection> }>;
  };
}

export interface Connection {
  run(sql: string): Promise<unknown>;
  prepare(sql: string): Promise<Statement>;
  createAppender(table: string): Promise<Appender>;
  closeSync(): void;
}

export interface Statement {
  bindInteger(index: number, value: number): void;
  bindBigInt(index: number, value: bigint): void;
  runAndReadAll(): Promise<{ getColumns(): unknown[][] }>;
}

export interface Appender {
  appendInteger(value: number): void;
  appendBigInt(value: bigint): void;
  appendDouble(value: number): void;
  appendUTinyInt(value: number): void;
  appendNull(): void;
  endRow(): void;
  flushSync(): void;
  closeSync(): void;
}

/** @returns `undefined` where the package is not installed. */
export async function duckDbApi(): Promise<Api | undefined> {
  const name: string = '@duckdb/node-api';
  try {
    return (await import(name)) as Api;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

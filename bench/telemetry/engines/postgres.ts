import { execFileSync } from 'node:child_process';
import { chownSync, globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Batch } from '../building.ts';
import type { Engine } from './engine.ts';
import { answering, freePort } from '../free-port.ts';
import { startServer } from '../server-process.ts';

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** A count of fields, four lengths, and 4 + 8 + 8 + 2 bytes. */
const ROW_BYTES = 2 + 4 * 4 + 22;

/**
 * PostgreSQL, one row a reading by the number of its series, primary key (series, timestamp), filled by `COPY` in its
 * binary form. Commits do not wait for the disk, as ours and SQLite's in WAL mode do not.
 */
export class Postgres implements Engine {
  readonly name = 'PostgreSQL COPY';
  readonly #client: pg.Client;
  readonly #stop: () => Promise<void>;

  private constructor(client: pg.Client, stop: () => Promise<void>) {
    this.#client = client;
    this.#stop = stop;
  }

  /** A server of its own in a new folder. @returns `undefined` where PostgreSQL is not installed. */
  static async start(folder: string): Promise<Postgres | undefined> {
    const [bin] = globSync('/usr/{lib/postgresql/*,local,local/pgsql,pgsql-*}/bin').filter(
      (path) => globSync(join(path, 'initdb')).length > 0,
    );
    if (bin === undefined) return undefined;
    const data = join(folder, 'postgres');
    mkdirSync(data);
    const user = unprivileged();
    if (user) chownSync(data, user.uid, user.gid);
    execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
      ...user,
      cwd: data,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const port = await freePort();
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      shared_buffers: '1GB',
      max_wal_size: '4GB',
      synchronous_commit: 'off',
      log_min_messages: 'panic',
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const stop = await startServer(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
      ...user,
      cwd: data,
    });
    if (!stop) return undefined;
    const client = await answering(() => connected(port));
    await client.query(
      `CREATE TABLE reading (series INT NOT NULL, timestamp TIMESTAMPTZ NOT NULL, value FLOAT8, quality INT2 NOT NULL,
       PRIMARY KEY (series, timestamp))`,
    );
    return new Postgres(client, stop);
  }

  ingest(batch: Batch) {
    return async () => {
      const stream = this.#client.query(copyFrom('COPY reading FROM STDIN (FORMAT binary)'));
      stream.end(copyOf(batch));
      await finished(stream);
    };
  }

  async [Symbol.asyncDispose]() {
    await this.#client.end();
    await this.#stop();
  }
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function connected(port: number): Promise<pg.Client> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'bench', database: 'postgres' });
  await client.connect();
  return client;
}

/** @see https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format" */
function copyOf({ n, series, timestamp_ms, value, quality }: Batch): Buffer {
  const buffer = Buffer.allocUnsafe(SIGNATURE.length + n * ROW_BYTES + 2);
  let at = SIGNATURE.copy(buffer);
  for (let i = 0; i < n; i += 1) {
    at = buffer.writeInt16BE(4, at);
    at = buffer.writeInt32BE(4, at);
    at = buffer.writeInt32BE(series[i] ?? 0, at);
    at = buffer.writeInt32BE(8, at);
    const microseconds = ((timestamp_ms[i] ?? 0) - POSTGRES_EPOCH_MS) * 1000;
    at = buffer.writeInt32BE(Math.floor(microseconds / 2 ** 32), at);
    at = buffer.writeUInt32BE(microseconds % 2 ** 32, at);
    const each = value[i] ?? Number.NaN;
    if (Number.isNaN(each)) at = buffer.writeInt32BE(-1, at);
    else at = buffer.writeDoubleBE(each, buffer.writeInt32BE(8, at));
    at = buffer.writeInt32BE(2, at);
    at = buffer.writeInt16BE(quality[i] ?? 0, at);
  }
  at = buffer.writeInt16BE(-1, at);
  return buffer.subarray(0, at);
}

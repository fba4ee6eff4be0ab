import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { NexusError } from '@nexus/models';
import type { SqliteFile } from './sqlite-file.ts';

/** For the migrations of a store whose file holds leases. */
export const LEASE_TABLE = `
  CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    fence INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
  ) STRICT;
`;

const TTL_MS = 8_000;
const RENEW_MS = 2_000;

/** What the process holds while it does the work. */
export interface HeldLease {
  /** Grows with every holder. */
  readonly fence: number;
  /** Aborts as soon as the lease is lost, or the process stops. */
  readonly signal: AbortSignal;
  /**
   * Call it inside the transaction of every write: then nothing of a holder that was taken for dead gets in.
   *
   * @throws {NexusError} `conflict` when another process has the lease.
   */
  assertHeld(): void;
}

export interface LeaseOptions {
  readonly file: SqliteFile;
  /** Of the work, such as `mqtt`. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** How long a holder that says nothing is believed to be alive; others take over after it. */
  readonly ttl_ms?: number;
  readonly renew_ms?: number;
  /** What looking at the lease failed with; it is looked at again. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Does work in one process at a time: of all that call this with one file and name, one runs `work` and the others
 * wait to take over. Resolves when `signal` aborts and the work has ended.
 *
 * Work that ends or throws before that gives the lease back, and is begun again by whoever gets it next.
 *
 * @throws what `work` throws, unless the lease was lost.
 */
export async function runUnderLease(options: LeaseOptions, work: (held: HeldLease) => Promise<void>): Promise<void> {
  const { signal, renew_ms = RENEW_MS } = options;
  const lease = new Lease(options);
  while (!signal.aborted) {
    if (await lease.take()) await hold(lease, options, work);
    // Not all at once, where a dozen processes were started together.
    await sleep(renew_ms * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {});
  }
}

async function hold(
  lease: Lease,
  { signal, renew_ms = RENEW_MS }: LeaseOptions,
  work: (held: HeldLease) => Promise<void>,
): Promise<void> {
  const lost = new AbortController();
  const held = { fence: lease.fence, signal: AbortSignal.any([signal, lost.signal]), assertHeld: () => lease.assert() };
  const renew = async () => {
    if (!(await lease.renew())) lost.abort(new NexusError('conflict', 'Another process has taken the work over.'));
  };
  const renewing = setInterval(() => void renew(), renew_ms);
  renewing.unref();
  try {
    await work(held);
  } catch (error) {
    // A write refused by `assertHeld` may come before the next renewal.
    if (!held.signal.aborted && (await lease.renew())) throw error;
  } finally {
    clearInterval(renewing);
    await lease.giveBack();
  }
}

class Lease {
  readonly #holder = randomUUID();
  readonly #options: LeaseOptions;
  readonly #ttl_ms: number;
  fence = 0;
  /** By this process's own clock, which does not jump. */
  #until = 0;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#ttl_ms = options.ttl_ms ?? TTL_MS;
  }

  /** @returns Whether this process has it now. */
  async take(): Promise<boolean> {
    const { file, name } = this.#options;
    const began = performance.now();
    const fence = await this.#tried(() =>
      file.write(() => {
        const now_ms = Date.now();
        const row = this.#row();
        const isFree = !row || row.expires_ms <= now_ms || row.expires_ms > now_ms + this.#ttl_ms;
        if (!isFree) return 0;
        const next = (row?.fence ?? 0) + 1;
        file.database
          .prepare(
            `INSERT INTO lease VALUES (?, ?, ?, ?) ON CONFLICT (name)
             DO UPDATE SET holder = excluded.holder, fence = excluded.fence, expires_ms = excluded.expires_ms`,
          )
          .run(name, this.#holder, next, now_ms + this.#ttl_ms);
        return next;
      }),
    );
    if (!fence) return false;
    this.fence = fence;
    this.#until = began + this.#ttl_ms;
    return true;
  }

  /** @returns Whether this process still has it: a file that stays busy is no loss until the time is up. */
  async renew(): Promise<boolean> {
    const { file, name } = this.#options;
    const began = performance.now();
    const renewed = await this.#tried(() =>
      file.write(() =>
        file.database
          .prepare('UPDATE lease SET expires_ms = ? WHERE name = ? AND fence = ?')
          .run(Date.now() + this.#ttl_ms, name, this.fence),
      ),
    );
    if (renewed?.changes === 1) this.#until = began + this.#ttl_ms;
    return renewed ? renewed.changes === 1 : performance.now() < this.#until;
  }

  assert(): void {
    if (this.#row()?.fence !== this.fence) {
      throw new NexusError('conflict', 'Another process has taken the work over; nothing was changed.');
    }
  }

  async giveBack(): Promise<void> {
    const { file, name } = this.#options;
    await this.#tried(() =>
      file.write(() =>
        file.database.prepare('UPDATE lease SET expires_ms = 0 WHERE name = ? AND fence = ?').run(name, this.fence),
      ),
    );
  }

  #row() {
    const { file, name } = this.#options;
    return file.database
      .prepare<[string], { fence: number; expires_ms: number }>('SELECT fence, expires_ms FROM lease WHERE name = ?')
      .get(name);
  }

  async #tried<Result>(action: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await action();
    } catch (error) {
      this.#options.onError?.(error);
      return undefined;
    }
  }
}

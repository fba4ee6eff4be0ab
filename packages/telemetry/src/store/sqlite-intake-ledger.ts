import { openSqlite, type SqliteFile } from '@nexus/server-kit/sqlite';
import type Database from 'better-sqlite3';
import { telemetryDatabase } from './database.ts';
import type { DeadLetter, IntakeCounts, IntakeFailure, IntakeLedger, Rejected } from './intake-ledger.ts';

const MAX_LETTERS = 1_000;
const MAX_PAYLOAD = 2_000;
const MAX_SOURCE = 300;
const MAX_REASON = 300;

/**
 * Opens the ledger of a telemetry database by a connection of its own, so that who ingests nothing pays nothing.
 *
 * @param path Of the file, or `:memory:`.
 * @throws {NexusError} as `openTelemetryStore`.
 */
export async function openIntakeLedger(path: string): Promise<IntakeLedger> {
  return new SqliteIntakeLedger(await openSqlite({ ...telemetryDatabase, path }));
}

/** One letter of a batch. */
interface Letter extends Rejected {
  count: number;
}

class SqliteIntakeLedger implements IntakeLedger {
  readonly #file: SqliteFile;
  readonly #bury: Database.Statement<[Letter & { at_ms: number }]>;
  readonly #trim: Database.Statement<[number]>;
  readonly #count: Database.Statement<[IntakeCounts & { origin: string }]>;
  readonly #fail: Database.Statement<[IntakeFailure & { part: string }]>;

  constructor(file: SqliteFile) {
    const { database } = file;
    this.#file = file;
    this.#bury = database.prepare(
      `INSERT INTO dead_letter (newest, origin, source, reason, payload, count, first_ms, last_ms)
       VALUES ((SELECT coalesce(max(newest), 0) + 1 FROM dead_letter),
         @origin, @source, @reason, @payload, @count, @at_ms, @at_ms)
       ON CONFLICT (origin, source, reason) DO UPDATE SET newest = excluded.newest, payload = excluded.payload,
         count = count + excluded.count, last_ms = excluded.last_ms`,
    );
    this.#trim = database.prepare(
      `DELETE FROM dead_letter WHERE newest <= (SELECT newest FROM dead_letter ORDER BY newest DESC LIMIT 1 OFFSET ?)`,
    );
    this.#count = database.prepare(
      `INSERT INTO intake_origin VALUES (@origin, @messages, @accepted, @replaced, @rejected, @last_ms)
       ON CONFLICT (origin) DO UPDATE SET messages = messages + @messages, accepted = accepted + @accepted,
         replaced = replaced + @replaced, rejected = rejected + @rejected, last_ms = max(last_ms, @last_ms)`,
    );
    this.#fail = database.prepare(
      `INSERT INTO intake_failure VALUES (@part, @count, @message, @last_ms)
       ON CONFLICT (part) DO UPDATE SET count = count + @count, message = @message, last_ms = max(last_ms, @last_ms)`,
    );
  }

  async bury(rejected: readonly Rejected[], at_ms: number): Promise<void> {
    if (rejected.length === 0) return;
    const letters = lettersOf(rejected).slice(-MAX_LETTERS);
    await this.#file.write(() => {
      for (const letter of letters) this.#bury.run({ ...letter, at_ms });
      this.#trim.run(MAX_LETTERS);
    });
  }

  async add(counts: ReadonlyMap<string, IntakeCounts>, failures: ReadonlyMap<string, IntakeFailure>): Promise<void> {
    await this.#file.write(() => {
      for (const [origin, one] of counts) this.#count.run({ ...one, origin });
      for (const [part, one] of failures) this.#fail.run({ ...one, message: one.message.slice(0, MAX_REASON), part });
    });
  }

  status(): Promise<{ origins: Map<string, IntakeCounts>; failures: Map<string, IntakeFailure> }> {
    const { database } = this.#file;
    return this.#file.read(() => {
      const origins = database
        .prepare<[], IntakeCounts & { origin: string }>('SELECT * FROM intake_origin ORDER BY origin')
        .all();
      const failures = database
        .prepare<[], IntakeFailure & { part: string }>('SELECT * FROM intake_failure ORDER BY part')
        .all();
      return {
        origins: new Map(origins.map(({ origin, ...one }) => [origin, one])),
        failures: new Map(failures.map(({ part, ...one }) => [part, one])),
      };
    });
  }

  deadLetters({ query = '', limit, offset }: Parameters<IntakeLedger['deadLetters']>[0]): Promise<{
    letters: DeadLetter[];
    total: number;
  }> {
    const { database } = this.#file;
    const from = `FROM dead_letter
      WHERE instr(lower(source), lower(@query)) > 0 OR instr(lower(payload), lower(@query)) > 0`;
    return this.#file.read(() => ({
      letters: database
        .prepare<[object], DeadLetter>(
          `SELECT origin, source, reason, payload, count, first_ms, last_ms ${from}
           ORDER BY newest DESC LIMIT @limit OFFSET @offset`,
        )
        .all({ query, limit, offset }),
      total: database.prepare<[object], number>(`SELECT count(*) ${from}`).pluck().get({ query }) ?? 0,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file.close();
  }
}

/** Cut, and each fault of a source once, in the order of its last. */
function lettersOf(rejected: readonly Rejected[]): Letter[] {
  const letters = new Map<string, Letter>();
  for (const one of rejected) {
    const source = one.source.slice(0, MAX_SOURCE);
    const reason = one.reason.slice(0, MAX_REASON);
    const key = JSON.stringify([one.origin, source, reason]);
    const count = (letters.get(key)?.count ?? 0) + 1;
    letters.delete(key);
    letters.set(key, { origin: one.origin, source, reason, payload: one.payload.slice(0, MAX_PAYLOAD), count });
  }
  return [...letters.values()];
}

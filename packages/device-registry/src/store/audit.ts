import type { SqliteConnection } from './sqlite-connection.ts';
import { tables } from './tables.ts';

/** One line of the audit trail; within the transaction of the change that it tells of. */
export function writeAudit(
  connection: SqliteConnection,
  entry: {
    readonly at_ms: number;
    readonly actor: string;
    readonly action: string;
    readonly subject: string;
    readonly before?: object;
    readonly after?: object;
    readonly reason?: string | undefined;
  },
): void {
  const { before, after, reason = null, ...rest } = entry;
  connection.run(
    tables.insertInto('audit').values({
      ...rest,
      before: before === undefined ? null : JSON.stringify(before),
      after: after === undefined ? null : JSON.stringify(after),
      reason,
    }),
  );
}

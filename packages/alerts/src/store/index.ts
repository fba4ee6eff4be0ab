import { randomUUID } from 'node:crypto';
import { openSqlite } from '@nexus/server-kit/sqlite';
import { DEFAULT_RULES } from '../domain/default-rules.ts';
import { migrations } from './migrations/index.ts';
import { progressOf, setProgress } from './progress.ts';
import { insertRule } from './rule-table.ts';
import { SqliteAlertStore } from './sqlite.ts';
import type { EvaluationStore } from './store.ts';

export type {
  Alert,
  AlertFigures,
  AlertFilter,
  AlertPlace,
  AlertStore,
  By,
  EngineCommit,
  Evaluating,
  EvaluationStore,
  EvaluatorLease,
  HistoryFilter,
  ListedFilter,
  Notification,
  NotificationKind,
  SavedEngine,
  StorePage,
} from './store.ts';

/** `NXA1` in SQLite's header. */
const APPLICATION_ID = 0x4e_58_41_31;

/**
 * Opens a file of alerts, creating it with the default rules where it is not there; many processes may do so at once.
 *
 * @param path Of the file, or `:memory:`.
 * @throws {NexusError} `unavailable` for a file that is no alert database, is damaged, or was made by a newer version.
 */
export async function openAlertStore(
  path: string,
  options: { readonly now?: () => number } = {},
): Promise<EvaluationStore> {
  const file = await openSqlite({
    path,
    title: 'alert database',
    variable: 'NEXUS_ALERT_DB_PATH',
    applicationId: APPLICATION_ID,
    migrations,
    synchronous: 'FULL', // an alert that was told of survives a power cut
  });
  const { database } = file;
  if (progressOf(database, 'instance') === undefined) {
    const at_ms = (options.now ?? Date.now)();
    await file.write(() => {
      if (progressOf(database, 'instance') !== undefined) return;
      setProgress(database, 'instance', randomUUID());
      for (const rule of DEFAULT_RULES) insertRule(database, rule, { actor: 'default', at_ms });
    });
  }
  return new SqliteAlertStore(file);
}

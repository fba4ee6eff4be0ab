import type Database from 'better-sqlite3';
import { type EscalationPolicy, toldUpTo } from '../domain/escalation.ts';
import { type AlertRow, toAlert } from './alert-rows.ts';
import { progressOf } from './progress.ts';
import type { Alert, Notification, NotificationKind } from './store.ts';

interface Message {
  readonly kind: NotificationKind;
  readonly level: number;
  readonly delayed_ms?: number;
  readonly at_ms: number;
  readonly channels: readonly string[];
}

interface OutboxRow {
  readonly notification_id: number;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly level: number;
  readonly delayed_ms: number;
  readonly attempts: number;
  readonly alert: string;
}

/** Puts one message for each channel into the outbox. */
export function enqueue(
  database: Database.Database,
  row: AlertRow,
  { kind, level, delayed_ms = 0, at_ms, channels }: Message,
): void {
  const alert = toAlert(row);
  const insert = database.prepare(
    `INSERT INTO outbox (alert_id, channel, kind, level, delayed_ms, alert, created_ms, next_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const channel of channels) {
    insert.run(alert.alert_id, channel, kind, level, delayed_ms, JSON.stringify(alert), at_ms, at_ms);
  }
}

/** Tells everyone who has heard of an alert. */
export function tellAll(
  database: Database.Database,
  row: AlertRow,
  kind: NotificationKind,
  policy: EscalationPolicy | undefined,
  at_ms: number,
): void {
  const level = row.escalation_level;
  if (policy) enqueue(database, row, { kind, level, at_ms, channels: toldUpTo(policy, level) });
}

/** For each alert and channel the oldest that waits: what happened first is told first. */
export function dueNotifications(database: Database.Database, now_ms: number, limit: number): Notification[] {
  const instance = progressOf(database, 'instance') ?? '';
  return database
    .prepare<[number, number], OutboxRow>(
      `SELECT notification_id, channel, kind, level, delayed_ms, attempts, alert FROM outbox AS one
       WHERE state = 'pending' AND next_ms <= ? AND NOT EXISTS (
         SELECT 1 FROM outbox AS earlier WHERE earlier.state = 'pending' AND earlier.channel = one.channel
           AND earlier.alert_id = one.alert_id AND earlier.notification_id < one.notification_id)
       ORDER BY notification_id LIMIT ?`,
    )
    .all(now_ms, limit)
    .map(({ alert, ...row }) => ({
      ...row,
      alert: JSON.parse(alert) as Alert,
      key: `${instance}:${row.notification_id}`,
    }));
}

export function settle(
  database: Database.Database,
  notification_id: number,
  state: 'sent' | 'dead',
  at_ms: number,
): void {
  database
    .prepare(
      `UPDATE outbox SET state = ?, settled_ms = ?, attempts = attempts + 1 WHERE notification_id = ? AND state = 'pending'`,
    )
    .run(state, at_ms, notification_id);
}

export function postpone(database: Database.Database, notification_id: number, error: string, next_ms: number): void {
  database
    .prepare('UPDATE outbox SET attempts = attempts + 1, last_error = ?, next_ms = ? WHERE notification_id = ?')
    .run(error, next_ms, notification_id);
}

import type Database from 'better-sqlite3';
import { dueLevel, type EscalationPolicy, policyFor, stepDue } from '../domain/escalation.ts';
import type { Cleared, Effect, Joined, Raised, Triggered } from '../domain/engine/state.ts';
import type { AlertRow } from './alert-rows.ts';
import { enqueue, tellAll } from './outbox.ts';
import { bump } from './progress.ts';
import type { EngineCommit, NotificationKind } from './store.ts';

const MINUTE_MS = 60_000;

export function isEscalationDue(database: Database.Database, now_ms: number): boolean {
  const due = database
    .prepare<[number, number], number>(
      'SELECT 1 FROM alert WHERE next_escalation_ms <= ? AND coalesce(shelved_until_ms, 0) <= ? LIMIT 1',
    )
    .pluck();
  return due.get(now_ms, now_ms) === 1;
}

/** After the clock was set back: what would wait until it is there again waits from now on. */
export function setTimersBack(database: Database.Database, now_ms: number): void {
  const given = { now_ms };
  database
    .prepare(
      `UPDATE alert SET next_escalation_ms = next_escalation_ms - (escalating_since_ms - @now_ms), escalating_since_ms = @now_ms
       WHERE cleared_ms IS NULL AND escalating_since_ms > @now_ms`,
    )
    .run(given);
  database.prepare(`UPDATE outbox SET next_ms = @now_ms WHERE state = 'pending' AND next_ms > @now_ms`).run(given);
}

/** Makes alerts, messages and timers of what the engine found; part of the transaction of one round. */
export class AlertWriter {
  readonly #database: Database.Database;
  readonly #commit: EngineCommit;
  #changes = 0;

  constructor(database: Database.Database, commit: EngineCommit) {
    this.#database = database;
    this.#commit = commit;
  }

  write(): void {
    for (const effect of this.#commit.effects) this.#apply(effect);
    this.#escalate('next_escalation_ms <= ?', this.#commit.at_ms, this.#commit.at_ms);
    if (this.#changes > 0) bump(this.#database, 'alerts_version');
  }

  #apply(effect: Effect): void {
    this.#changes += 1;
    switch (effect.kind) {
      case 'triggered':
        return this.#trigger(effect);
      case 'raised':
        return this.#raise(effect);
      case 'joined':
        return this.#join(effect);
      case 'cleared':
        return this.#clear(effect);
    }
  }

  #trigger(effect: Triggered): void {
    const { rule, device_id, at_ms, value, threshold, severity, isFlapping, members } = effect;
    const { device_name, zone_id, zone_name, building } = this.#commit.placeOf(device_id);
    const policy = policyFor(this.#commit.policies, severity);
    const { lastInsertRowid } = this.#database
      .prepare(
        `INSERT INTO alert (rule_id, rule_version, rule_name, condition, metric, unit, device_id, device_name, zone_id,
           zone_name, building, members, value, threshold, severity, is_flapping, triggered_ms, recorded_ms, policy,
           escalating_since_ms, next_escalation_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        rule.rule_id,
        rule.version,
        rule.name,
        rule.condition,
        rule.metric,
        this.#commit.unitOf(effect),
        device_id,
        device_name ?? null,
        zone_id ?? null,
        zone_name ?? null,
        building ?? null,
        members === undefined ? null : JSON.stringify(members),
        value,
        threshold,
        severity,
        isFlapping ? 1 : 0,
        at_ms,
        this.#commit.at_ms,
        policy?.name ?? null,
        this.#commit.at_ms,
        (policy && stepDue(policy, 0, this.#commit.at_ms)) ?? null,
      );
    const row = this.#row(lastInsertRowid);
    if (row) this.#tell(row, 'triggered');
  }

  /** The escalation begins anew, by the policy of the severity; nothing escalates what is acknowledged. */
  #raise(effect: Raised): void {
    const { rule, device_id, at_ms, value, threshold, severity } = effect;
    this.#escalateOpen(effect);
    const policy = policyFor(this.#commit.policies, severity);
    const now_ms = this.#commit.at_ms;
    const due_ms = (policy && stepDue(policy, 0, now_ms)) ?? null;
    this.#database
      .prepare(
        `UPDATE alert SET severity = ?, value = ?, threshold = ?, raised_ms = ?, policy = ?, escalation_level = 0,
           escalating_since_ms = ?, next_escalation_ms = iif(acknowledged_ms IS NULL, ?, NULL)
         WHERE rule_id = ? AND device_id = ? AND cleared_ms IS NULL`,
      )
      .run(severity, value, threshold, at_ms, policy?.name ?? null, now_ms, due_ms, rule.rule_id, device_id);
    const row = this.#open(effect);
    if (row) this.#tell(row, 'raised');
  }

  #join({ rule, device_id, members }: Joined): void {
    this.#database
      .prepare('UPDATE alert SET members = ? WHERE rule_id = ? AND device_id = ? AND cleared_ms IS NULL')
      .run(JSON.stringify(members), rule.rule_id, device_id);
  }

  #clear(effect: Cleared): void {
    // What was due before it cleared is told before it: how often the evaluator looks must not matter.
    this.#escalateOpen(effect);
    const open = this.#open(effect);
    if (!open) return;
    this.#database
      .prepare('UPDATE alert SET cleared_ms = ?, cleared_why = ?, next_escalation_ms = NULL WHERE alert_id = ?')
      .run(effect.at_ms, effect.why, open.alert_id);
    const row = this.#row(open.alert_id);
    if (row) this.#tell(row, 'cleared');
  }

  #escalateOpen({ rule, device_id, at_ms }: Effect): void {
    const where = 'next_escalation_ms <= ? AND rule_id = ? AND device_id = ? AND cleared_ms IS NULL';
    this.#escalate(where, at_ms, at_ms, rule.rule_id, device_id);
  }

  /** Takes every step that is due; after an outage only the last one of them. */
  #escalate(where: string, until_ms: number, ...values: (string | number)[]): void {
    const due = this.#database
      .prepare<unknown[], AlertRow>(
        `SELECT * FROM alert WHERE ${where} AND coalesce(shelved_until_ms, 0) <= ? ORDER BY next_escalation_ms, alert_id`,
      )
      .all(...values, this.#commit.at_ms);
    for (const row of due) {
      this.#changes += 1;
      const policy = this.#policy(row);
      const begun_ms = row.escalating_since_ms;
      const level = policy ? dueLevel(policy, begun_ms, until_ms) : row.escalation_level;
      this.#database
        .prepare('UPDATE alert SET escalation_level = ?, next_escalation_ms = ? WHERE alert_id = ?')
        .run(level, (policy && stepDue(policy, level, begun_ms)) ?? null, row.alert_id);
      const after = this.#row(row.alert_id);
      const step = policy?.steps[level];
      if (!after || !step) continue; // the policy is gone from the file, or has fewer steps now
      const at_ms = this.#commit.at_ms;
      const delayed_ms = Math.max(0, at_ms - (begun_ms + step.after_minutes * MINUTE_MS));
      enqueue(this.#database, after, { kind: 'escalated', level, delayed_ms, at_ms, channels: step.notify });
    }
  }

  #tell(row: AlertRow, kind: NotificationKind): void {
    if (Number(row.shelved_until_ms ?? 0) > this.#commit.at_ms) return;
    tellAll(this.#database, row, kind, this.#policy(row), this.#commit.at_ms);
  }

  #policy({ policy }: AlertRow): EscalationPolicy | undefined {
    return this.#commit.policies.find(({ name }) => name === policy);
  }

  #row(alert_id: number | bigint): AlertRow | undefined {
    return this.#database.prepare<[number | bigint], AlertRow>('SELECT * FROM alert WHERE alert_id = ?').get(alert_id);
  }

  #open({ rule, device_id }: Effect): AlertRow | undefined {
    return this.#database
      .prepare<[string, string], AlertRow>(
        'SELECT * FROM alert WHERE rule_id = ? AND device_id = ? AND cleared_ms IS NULL',
      )
      .get(rule.rule_id, device_id);
  }
}

import { NexusError } from '@nexus/models';
import { type HeldLease, runUnderLease, type SqliteFile } from '@nexus/server-kit/sqlite';
import type { Rule, RuleChanges, RuleDefinition } from '../domain/rule.ts';
import { historyWhere, listedWhere, openWhere, type Where, WORST_FIRST } from './alert-queries.ts';
import { type AlertRow, toAlert } from './alert-rows.ts';
import { audit } from './audit.ts';
import { EngineTables, loadMachines, loadTracks } from './engine-tables.ts';
import { AlertWriter, isEscalationDue, setTimersBack } from './evaluation.ts';
import { figuresOf } from './figures.ts';
import { dueNotifications, postpone, settle } from './outbox.ts';
import { bump, numberOf, progressOf, setProgress } from './progress.ts';
import { addRule, allRules, editRule, ruleCalled } from './rule-table.ts';
import type {
  Alert,
  AlertFigures,
  AlertFilter,
  By,
  EngineCommit,
  Evaluating,
  EvaluationStore,
  HistoryFilter,
  ListedFilter,
  SavedEngine,
  StorePage,
} from './store.ts';

/** Alerts in one SQLite file, shared by any number of processes. */
export class SqliteAlertStore implements EvaluationStore {
  readonly #file: SqliteFile;
  #tables: EngineTables | undefined;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  rules(): Promise<Rule[]> {
    return this.#file.read(() => allRules(this.#file.database));
  }

  getRule(idOrName: string): Promise<Rule> {
    return this.#file.read(() => ruleCalled(this.#file.database, idOrName));
  }

  createRule(definition: RuleDefinition, by: By): Promise<Rule> {
    return this.#file.write(() => addRule(this.#file.database, definition, by));
  }

  updateRule(rule_id: string, changes: RuleChanges, by: By): Promise<{ before: Rule; after: Rule }> {
    return this.#file.write(() => editRule(this.#file.database, rule_id, changes, by));
  }

  listed(filter: ListedFilter, now_ms: number, page: StorePage): Promise<{ alerts: Alert[]; total: number }> {
    return this.#page(listedWhere(filter, now_ms), WORST_FIRST, page);
  }

  counts(filter: AlertFilter, now_ms: number): Promise<{ shelved: number; acknowledged: number }> {
    const { sql, values } = openWhere(filter);
    return this.#file.read(
      () =>
        this.#file.database
          .prepare<unknown[], { shelved: number; acknowledged: number }>(
            `SELECT count(*) FILTER (WHERE coalesce(shelved_until_ms, 0) > ?) AS shelved, count(acknowledged_ms) AS acknowledged
             FROM alert WHERE ${sql}`,
          )
          .get(now_ms, ...values) ?? { shelved: 0, acknowledged: 0 },
    );
  }

  getAlert(alert_id: number): Promise<Alert> {
    return this.#file.read(() => this.#alert(alert_id));
  }

  acknowledge(alert_id: number, acknowledged_by: string, notes: string | undefined, by: By): Promise<Alert> {
    return this.#file.write(() => {
      const { acknowledged_ms, acknowledged_by: earlier } = this.#alert(alert_id);
      if (acknowledged_ms !== undefined) {
        throw new NexusError('conflict', 'The alert is acknowledged already; nothing was changed.', {
          cause: { acknowledged_ms, earlier },
        });
      }
      this.#file.database
        .prepare(
          `UPDATE alert SET acknowledged_ms = ?, acknowledged_by = ?, notes = ?, next_escalation_ms = NULL
           WHERE alert_id = ?`,
        )
        .run(by.at_ms, acknowledged_by, notes ?? null, alert_id);
      return this.#changed(alert_id, by, 'alert_acknowledged', { acknowledged_by, notes });
    });
  }

  shelve(alert_id: number, until_ms: number, by: By): Promise<Alert> {
    return this.#file.write(() => {
      if (this.#alert(alert_id).cleared_ms !== undefined) {
        throw new NexusError('conflict', 'The alert has cleared; there is nothing to shelve.', {
          hint: 'acknowledge_alert takes it off the list.',
        });
      }
      this.#file.database
        .prepare('UPDATE alert SET shelved_until_ms = ?, shelved_by = ?, shelved_reason = ? WHERE alert_id = ?')
        .run(until_ms, by.actor, by.reason ?? null, alert_id);
      return this.#changed(alert_id, by, 'alert_shelved', { shelved_until_ms: until_ms });
    });
  }

  history(filter: HistoryFilter, page: StorePage): Promise<{ alerts: Alert[]; total: number }> {
    return this.#page(historyWhere(filter), 'ORDER BY triggered_ms DESC, alert_id DESC', page);
  }

  figures(filter: HistoryFilter, now_ms: number): Promise<AlertFigures> {
    return this.#file.read(() => figuresOf(this.#file.database, filter, now_ms));
  }

  alertsVersion(): Promise<number> {
    return this.#file.read(() => numberOf(this.#file.database, 'alerts_version') ?? 0);
  }

  rulesVersion(): Promise<number> {
    return this.#file.read(() => numberOf(this.#file.database, 'rules_version') ?? 0);
  }

  evaluatedMs(): Promise<number | undefined> {
    return this.#file.read(() => numberOf(this.#file.database, 'evaluated_ms'));
  }

  whileEvaluator(
    options: Parameters<EvaluationStore['whileEvaluator']>[0],
    work: (evaluating: Evaluating) => Promise<void>,
  ): Promise<void> {
    return runUnderLease({ ...options, file: this.#file, name: 'evaluator' }, (held) => work(this.#evaluating(held)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file.close();
  }

  #evaluating(held: HeldLease): Evaluating {
    const { database } = this.#file;
    const write = (action: () => void) =>
      this.#file.write(() => {
        held.assertHeld();
        action();
      });
    return {
      signal: held.signal,
      load: () => this.#file.read(() => this.#load()),
      commit: (commit) => write(() => this.#commit(commit)),
      isEscalationDue: (now_ms) => this.#file.read(() => isEscalationDue(database, now_ms)),
      due: (now_ms, limit) => this.#file.read(() => dueNotifications(database, now_ms, limit)),
      delivered: (id, at_ms) => write(() => settle(database, id, 'sent', at_ms)),
      failed: (id, at_ms, error, next_ms) =>
        write(() => {
          if (next_ms === undefined) settle(database, id, 'dead', at_ms);
          else postpone(database, id, error, next_ms);
        }),
    };
  }

  #load(): SavedEngine {
    const { database } = this.#file;
    const clock_ms = numberOf(database, 'clock_ms');
    const cursor = numberOf(database, 'cursor');
    const listening_ms = numberOf(database, 'listening_ms');
    const looked_ms = numberOf(database, 'evaluated_ms');
    return {
      rules: JSON.parse(progressOf(database, 'evaluated_rules') ?? '[]') as Rule[],
      tracks: loadTracks(database),
      machines: loadMachines(database),
      ...(clock_ms === undefined ? {} : { clock_ms }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(listening_ms === undefined ? {} : { listening_ms }),
      ...(looked_ms === undefined ? {} : { looked_ms }),
    };
  }

  #commit(commit: EngineCommit): void {
    const { database } = this.#file;
    this.#tables ??= new EngineTables(database);
    if (commit.at_ms < (numberOf(database, 'evaluated_ms') ?? 0)) setTimersBack(database, commit.at_ms);
    new AlertWriter(database, commit).write();
    for (const track of commit.tracks) this.#tables.saveTrack(track);
    for (const [key, machine] of commit.machines) this.#tables.saveMachine(key, machine);
    if (commit.rules) setProgress(database, 'evaluated_rules', JSON.stringify(commit.rules));
    setProgress(database, 'cursor', commit.cursor);
    setProgress(database, 'clock_ms', commit.clock_ms);
    if (Number.isFinite(commit.listening_ms)) setProgress(database, 'listening_ms', commit.listening_ms);
    setProgress(database, 'evaluated_ms', commit.at_ms);
  }

  #page(where: Where, order: string, { limit, offset }: StorePage): Promise<{ alerts: Alert[]; total: number }> {
    const { database } = this.#file;
    return this.#file.read(() => ({
      alerts: database
        .prepare<unknown[], AlertRow>(`SELECT * FROM alert WHERE ${where.sql} ${order} LIMIT ? OFFSET ?`)
        .all(...where.values, limit, offset)
        .map(toAlert),
      total:
        database
          .prepare<unknown[], number>(`SELECT count(*) FROM alert WHERE ${where.sql}`)
          .pluck()
          .get(...where.values) ?? 0,
    }));
  }

  #alert(alert_id: number): Alert {
    const row = this.#file.database.prepare<[number], AlertRow>('SELECT * FROM alert WHERE alert_id = ?').get(alert_id);
    if (row) return toAlert(row);
    throw new NexusError('not_found', 'There is no such alert.', { hint: 'See list_active_alerts.' });
  }

  #changed(alert_id: number, by: By, action: string, after: object): Alert {
    audit(this.#file.database, by, { action, subject: `alert ${alert_id}`, after });
    bump(this.#file.database, 'alerts_version');
    return this.#alert(alert_id);
  }
}

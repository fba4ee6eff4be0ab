import type { Alert } from '../domain/alert.ts';
import type { EscalationPolicy } from '../domain/escalation.ts';
import type { Effect, Machine, Track } from '../domain/engine/state.ts';
import type { Rule, RuleChanges, RuleDefinition } from '../domain/rule.ts';
import type { Severity } from '../domain/severity.ts';

export type { Alert } from '../domain/alert.ts';

export interface StorePage {
  readonly limit: number;
  readonly offset: number;
}

/** Who did something, when and why. */
export interface By {
  readonly actor: string;
  readonly at_ms: number;
  readonly reason?: string | undefined;
}

/** What every member asks for must hold. */
export interface AlertFilter {
  readonly severity?: Severity | undefined;
  readonly zone_id?: string | undefined;
  readonly building?: string | undefined;
  /** Or one of the devices behind a silent gateway. */
  readonly device_id?: string | undefined;
  readonly rule_id?: string | undefined;
}

export interface ListedFilter extends AlertFilter {
  readonly include_acknowledged: boolean;
  readonly include_shelved: boolean;
}

export interface HistoryFilter extends AlertFilter {
  /** Triggered within `[start_ms, end_ms)`. */
  readonly start_ms: number;
  readonly end_ms: number;
}

/** Figures of a window. */
export interface AlertFigures {
  readonly alerts: number;
  readonly acknowledged: number;
  /** Absent when none was acknowledged. */
  readonly mean_minutes_to_acknowledge?: number;
  readonly mean_minutes_to_clear?: number;
  readonly by_rule: readonly { readonly rule_id: string; readonly rule_name: string; readonly alerts: number }[];
  /** Most alerts within ten minutes. */
  readonly most_in_10_minutes: number;
  /** Rules and devices with three alerts or more within an hour, or flapping. */
  readonly chattering: readonly { readonly rule_name: string; readonly device_id: string; readonly alerts: number }[];
  /** Open for more than a day. */
  readonly stale: number;
}

/** Alerts, the rules that raise them, and what people did about them. */
export interface AlertStore extends AsyncDisposable {
  /** By id. */
  rules(): Promise<Rule[]>;
  /** @throws {NexusError} `not_found` with the nearest rules. */
  getRule(idOrName: string): Promise<Rule>;
  /** @throws {NexusError} `conflict` when a rule has the name already. */
  createRule(definition: RuleDefinition, by: By): Promise<Rule>;
  /** The same rule in a new version. @throws {NexusError} `not_found`; `conflict` when nothing would change. */
  updateRule(rule_id: string, changes: RuleChanges, by: By): Promise<{ readonly before: Rule; readonly after: Rule }>;

  /** Open ones, and those that cleared without being acknowledged; the worst first. */
  listed(filter: ListedFilter, now_ms: number, page: StorePage): Promise<{ alerts: Alert[]; total: number }>;
  /** How many of the open ones are shelved or acknowledged, and so perhaps not listed. */
  counts(filter: AlertFilter, now_ms: number): Promise<{ shelved: number; acknowledged: number }>;
  /** @throws {NexusError} `not_found`. */
  getAlert(alert_id: number): Promise<Alert>;
  /** Stops the escalation. @throws {NexusError} `not_found`; `conflict` that says who did it before. */
  acknowledge(alert_id: number, acknowledged_by: string, notes: string | undefined, by: By): Promise<Alert>;
  /** Keeps it out of the list and quiet until an instant. @throws {NexusError} `not_found`; `conflict` when cleared. */
  shelve(alert_id: number, until_ms: number, by: By): Promise<Alert>;
  /** Newest first. */
  history(filter: HistoryFilter, page: StorePage): Promise<{ alerts: Alert[]; total: number }>;
  figures(filter: HistoryFilter, now_ms: number): Promise<AlertFigures>;
  /** Changes whenever an alert does. */
  alertsVersion(): Promise<number>;
  /** Changes whenever a rule does. */
  rulesVersion(): Promise<number>;
  /** When the evaluator last committed; absent before the first time. */
  evaluatedMs(): Promise<number | undefined>;
}

/** What the engine goes on from. */
export interface SavedEngine {
  /** Those that it evaluated last, which people may have changed since. */
  readonly rules: readonly Rule[];
  readonly tracks: readonly Track[];
  readonly machines: readonly (readonly [key: string, machine: Machine])[];
  /** Absent before the first commit. */
  readonly clock_ms?: number;
  readonly listening_ms?: number;
  /** When it was committed. */
  readonly looked_ms?: number;
  /** Of the telemetry feed, like the clock. */
  readonly cursor?: number;
}

/** Name and place of a device when its alert is raised. */
export interface AlertPlace {
  readonly device_name?: string | undefined;
  readonly zone_id?: string | undefined;
  readonly zone_name?: string | undefined;
  readonly building?: string | undefined;
}

/** One round of the evaluator: all of it is written or nothing. */
export interface EngineCommit {
  readonly at_ms: number;
  readonly cursor: number;
  readonly clock_ms: number;
  readonly listening_ms: number;
  /** When they are others than at the last commit. */
  readonly rules?: readonly Rule[] | undefined;
  readonly tracks: Iterable<Track>;
  /** Without a machine: gone. */
  readonly machines: Iterable<readonly [key: string, machine: Machine | undefined]>;
  readonly effects: readonly Effect[];
  placeOf(device_id: string): AlertPlace;
  unitOf(effect: Effect): string;
  readonly policies: readonly EscalationPolicy[];
}

export type NotificationKind = 'triggered' | 'raised' | 'escalated' | 'cleared';

/** One message on its way through one channel. */
export interface Notification {
  readonly notification_id: number;
  /** The same for every attempt, and for no other message. */
  readonly key: string;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly level: number;
  /** How much later than it was due it was made, after an outage. */
  readonly delayed_ms: number;
  readonly attempts: number;
  /** As it was when the message was made. */
  readonly alert: Alert;
}

/** What the one process that evaluates holds. */
export interface Evaluating {
  readonly signal: AbortSignal;
  load(): Promise<SavedEngine>;
  /** @throws {NexusError} `conflict` when another process has taken over; `unavailable`. Nothing was written then. */
  commit(commit: EngineCommit): Promise<void>;
  isEscalationDue(now_ms: number): Promise<boolean>;
  /** For each alert and channel the first that waits, as far as its time has come. */
  due(now_ms: number, limit: number): Promise<Notification[]>;
  delivered(notification_id: number, at_ms: number): Promise<void>;
  /** @param next_ms When it is tried again; without it never. */
  failed(notification_id: number, at_ms: number, error: string, next_ms?: number): Promise<void>;
}

/** How soon another process takes over from one that says nothing any more; 8 and 2 seconds by default. */
export interface EvaluatorLease {
  readonly ttl_ms?: number;
  readonly renew_ms?: number;
}

export interface EvaluationStore extends AlertStore {
  /** Does work in one process at a time, until `signal` aborts; what `work` throws comes out. */
  whileEvaluator(
    options: EvaluatorLease & { readonly signal: AbortSignal; readonly onError: (error: unknown) => void },
    work: (evaluating: Evaluating) => Promise<void>,
  ): Promise<void>;
}

import type { Condition } from './rule.ts';
import type { Severity } from './severity.ts';

/** An alert as it is kept. */
export interface Alert {
  readonly alert_id: number;
  readonly rule_id: string;
  readonly rule_version: number;
  readonly rule_name: string;
  readonly condition: Condition;
  readonly metric: string;
  readonly unit: string;
  /** Or a gateway. */
  readonly device_id: string;
  /** Name and place are those of the time when it was raised; absent where no registry knew the device. */
  readonly device_name?: string;
  readonly zone_id?: string;
  readonly zone_name?: string;
  readonly building?: string;
  /** The devices behind a gateway that fell silent. */
  readonly members?: readonly string[];
  readonly value: number;
  readonly threshold: number;
  readonly severity: Severity;
  readonly is_flapping: boolean;
  /** When it happened, by the reading. */
  readonly triggered_ms: number;
  /** When it was found out; escalation counts from here. */
  readonly recorded_ms: number;
  readonly raised_ms?: number;
  readonly cleared_ms?: number;
  readonly cleared_why?: 'returned' | 'superseded';
  readonly acknowledged_ms?: number;
  readonly acknowledged_by?: string;
  readonly notes?: string;
  readonly shelved_until_ms?: number;
  readonly shelved_by?: string;
  readonly shelved_reason?: string;
  /** Steps of the escalation that have been taken after the first. */
  readonly escalation_level: number;
}

export const ALERT_STATES = ['active', 'acknowledged', 'shelved', 'cleared'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

export function stateOf(alert: Alert, now_ms: number): AlertState {
  if (alert.cleared_ms !== undefined) return 'cleared';
  if ((alert.shelved_until_ms ?? 0) > now_ms) return 'shelved';
  return alert.acknowledged_ms === undefined ? 'active' : 'acknowledged';
}

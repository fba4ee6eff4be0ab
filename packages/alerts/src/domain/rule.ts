import type { Severity } from './severity.ts';

/** What a reading (or its absence) must be for a rule to hold. */
export const CONDITIONS = ['gt', 'lt', 'eq', 'gte', 'lte', 'no_data', 'rate_of_change', 'anomaly'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** The metric of a `no_data` rule for which every reading of the device is a sign of life. */
export const ANY_METRIC = 'any';

/**
 * When to raise an alert, and for which devices; every selector that is given must hold.
 *
 * A threshold is in the unit of the metric; of `rate_of_change` in that unit a minute, up or down; of `anomaly` in
 * standard deviations from the trailing mean; of `no_data` in minutes without a reading.
 */
export interface RuleDefinition {
  readonly name: string;
  readonly device_type?: string | undefined;
  readonly zone_id?: string | undefined;
  readonly building?: string | undefined;
  readonly device_id?: string | undefined;
  readonly metric: string;
  readonly condition: Condition;
  readonly threshold: number;
  /** The alert clears from here on, back towards the usual; without it as soon as the condition does not hold. */
  readonly clear_threshold?: number | undefined;
  /** From here on the alert is critical, whatever the rule's severity. */
  readonly critical_threshold?: number | undefined;
  readonly severity: Severity;
  readonly enabled: boolean;
  /** After an alert has cleared, the next one is held back for so long, unless it is more severe. */
  readonly cooldown_minutes: number;
  /** The condition must hold at every reading for so long. */
  readonly for_seconds: number;
  /** Local times, as `parseActiveHours` reads them; outside of them nothing triggers. */
  readonly active_hours?: string | undefined;
  /** Where the limit comes from. */
  readonly source?: string | undefined;
}

export interface Rule extends RuleDefinition {
  readonly rule_id: string;
  /** Grows with every edit: alerts of an older version are superseded. */
  readonly version: number;
}

/** What changes of a rule; what is not there stays. */
export type RuleChanges = { readonly [Field in keyof RuleDefinition]?: RuleDefinition[Field] | undefined };

export function changedRule(rule: RuleDefinition, changes: RuleChanges): RuleDefinition {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...rule, ...Object.fromEntries(given) };
}

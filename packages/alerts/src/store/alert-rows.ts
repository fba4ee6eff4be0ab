import type { Alert } from '../domain/alert.ts';

/** As SQLite gives it: every column, absent ones as null. */
export type AlertRow = {
  readonly [Column in Exclude<keyof Required<Alert>, 'alert_id' | 'escalation_level'>]: unknown;
} & {
  readonly alert_id: number;
  readonly escalation_level: number;
  readonly policy: string | null;
  readonly escalating_since_ms: number;
  readonly next_escalation_ms: number | null;
};

export function toAlert(given: AlertRow): Alert {
  const {
    policy: _policy,
    escalating_since_ms: _since,
    next_escalation_ms: _next,
    members,
    is_flapping,
    ...row
  } = given;
  const present = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return {
    ...(present as unknown as Alert),
    is_flapping: is_flapping === 1,
    ...(typeof members === 'string' ? { members: JSON.parse(members) as string[] } : {}),
  };
}

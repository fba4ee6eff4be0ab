import { type ActiveHours, parseActiveHours } from '../active-hours.ts';
import type { Rule } from '../rule.ts';

const parsed = new WeakMap<Rule, ActiveHours>();

/** The active hours of a rule, read once; `undefined` when it is always active. */
export function hoursOf(rule: Rule): ActiveHours | undefined {
  if (rule.active_hours === undefined) return undefined;
  const known = parsed.get(rule);
  if (known) return known;
  const hours = parseActiveHours(rule.active_hours);
  parsed.set(rule, hours);
  return hours;
}

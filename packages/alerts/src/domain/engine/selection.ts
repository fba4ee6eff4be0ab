import { ANY_METRIC, type Rule } from '../rule.ts';
import type { Directory, EngineState, Plan, Track } from './state.ts';

/** Whether a rule is about a device. */
export function selects(rule: Rule, device_id: string, directory: Directory): boolean {
  const facts = directory.device(device_id);
  if (facts && !facts.isInUse) return false;
  return (
    (rule.device_id === undefined || rule.device_id === device_id) &&
    (rule.device_type === undefined || rule.device_type === facts?.device_type) &&
    (rule.zone_id === undefined || rule.zone_id === facts?.zone_id) &&
    (rule.building === undefined || rule.building === facts?.building)
  );
}

/** The rules of a series, found out once; equal ones are kept once, for there are many series. */
export function planOf(state: EngineState, track: Track, directory: Directory): Plan {
  track.plan ??= findPlan(state, track, directory);
  return track.plan;
}

function findPlan(state: EngineState, { device_id, metric }: Track, directory: Directory): Plan {
  const rules = state.rules.filter(
    (rule) => rule.enabled && rule.metric === metric && selects(rule, device_id, directory),
  );
  const key = rules.map(({ rule_id }) => rule_id).join('\u0000');
  const known = state.plans.get(key);
  if (known) return known;
  const values = rules.filter(({ condition }) => condition !== 'no_data');
  const plan: Plan = {
    values,
    silences: rules.filter(({ condition }) => condition === 'no_data'),
    hasAnomaly: values.some(({ condition }) => condition === 'anomaly'),
  };
  state.plans.set(key, plan);
  return plan;
}

/** To be called when rules or devices have changed. */
export function forgetPlans(state: EngineState): void {
  state.plans.clear();
  for (const track of state.tracks.values()) track.plan = undefined;
  state.watchesAny = state.rules.some(({ enabled, metric }) => enabled && metric === ANY_METRIC);
}

import { cleanText, isKnownMetric, METRICS, NexusError, resolveMetric } from '@nexus/models';
import { parseActiveHours } from './active-hours.ts';
import { ANY_METRIC, type RuleDefinition } from './rule.ts';

/**
 * The definition as it is kept: text cleaned, the metric by its canonical name.
 *
 * @throws {NexusError} `invalid_argument` for what contradicts itself, such as a clear threshold beyond the threshold.
 */
export function checkRule(given: RuleDefinition): RuleDefinition {
  const name = cleanText(given.name, 120);
  if (name === '') throw fault('name: is empty', 'Say in a few words what is wrong when the rule holds.');
  const metric = metricOf(given);
  const rule = { ...given, name, metric };
  checkNumbers(rule);
  if (rule.active_hours !== undefined) parseActiveHours(rule.active_hours);
  return rule;
}

function metricOf({ metric, condition }: RuleDefinition): string {
  if (metric.trim().toLowerCase() !== ANY_METRIC) return resolveMetric(metric);
  if (condition === 'no_data') return ANY_METRIC;
  throw fault('metric: any goes only with the condition no_data', 'Name one metric, such as temperature.');
}

function checkNumbers(rule: RuleDefinition): void {
  const { condition, metric, threshold, clear_threshold: clear, critical_threshold: critical, severity } = rule;
  const isSize = condition === 'no_data' || condition === 'rate_of_change' || condition === 'anomaly';
  if (isSize && threshold <= 0) throw fault('threshold: must be above 0', UNITS[condition]);
  if (condition === 'no_data' && rule.for_seconds > 0) {
    throw fault('for_seconds: does not go with no_data', 'The threshold is the delay already, in minutes.');
  }
  if (condition === 'no_data' && clear !== undefined) {
    throw fault('clear_threshold: does not go with no_data', 'The next reading clears the alert.');
  }
  if (condition === 'eq' && (clear !== undefined || critical !== undefined)) {
    throw fault('clear_threshold and critical_threshold: do not go with eq', 'Leave them out.');
  }
  if (critical !== undefined && severity === 'critical') {
    throw fault('critical_threshold: the rule is critical already', 'Leave it out, or lower the severity.');
  }
  const up = condition === 'lt' || condition === 'lte' ? -1 : 1;
  if (clear !== undefined && up * (clear - threshold) > 0) {
    throw fault('clear_threshold: lies beyond the threshold', 'It must lie on the usual side of it.');
  }
  if (critical !== undefined && up * (critical - threshold) <= 0) {
    throw fault('critical_threshold: does not lie beyond the threshold', 'It must be farther from the usual.');
  }
  if (!isSize && isKnownMetric(metric)) {
    const { min, max, unit } = METRICS[metric];
    if (threshold < min || threshold > max) {
      throw fault(`threshold: ${metric} is from ${min} to ${max} ${unit}`, `Give the threshold in ${unit}.`);
    }
  }
}

const UNITS = {
  no_data: 'It is in minutes without a reading.',
  rate_of_change: 'It is the change a minute, up or down.',
  anomaly: 'It is in standard deviations.',
};

function fault(message: string, hint: string): NexusError {
  return new NexusError('invalid_argument', `${message}.`, { hint });
}

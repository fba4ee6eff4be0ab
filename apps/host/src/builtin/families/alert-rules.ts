import { family, type Family } from '../family.ts';
import { faultsOf, resultOf } from '../outcome.ts';
import { ruleTable } from '../present/alerts.ts';
import { metricWord, number, plural } from '../present/amount.ts';
import { table } from '../present/table.ts';
import { windowText } from '../present/window.ts';
import { RuleList, RuleTrial } from '../wire-alerts.ts';
import { type Condition, conditionOf, conditionText, fieldsOf, ruleIn } from './alert-condition.ts';

const SHOWN = 50;

const list = family<{ metric: string | undefined; enabled_only: boolean }>({
  name: 'rules of alarms',
  examples: [
    'Which alert rules are there?',
    'list the alarm rules for co2',
    'show the enabled rules',
    'At what temperature is an alarm raised?',
  ],
  match({ words, metrics, text }) {
    const asks =
      /\b(?:alert|alarm)(?:ing)?\s+(?:rules?|limits?|thresholds?|policy)\b|\brules\b|\b(?:at|from|above) (?:what|which)\b.*\b(?:alarms?|alerts?)\b/;
    if (!asks.test(words) || ruleIn(text) !== undefined) return undefined;
    return { metric: metrics[0], enabled_only: /\b(?:enabled|active|switched on)\b/.test(words) };
  },
  plan: ({ metric, enabled_only }) => [
    {
      tool: 'get_alert_rules',
      arguments: { ...(metric !== undefined && { metric }), ...(enabled_only && { enabled_only }), limit: SHOWN },
    },
  ],
  present({ metric }, outcomes) {
    const found = resultOf(outcomes[0], RuleList);
    if (found === undefined) return faultsOf(outcomes);
    const { rules, total = rules.length } = found;
    const about = metric === undefined ? '' : ` about ${metricWord(metric)}`;
    if (total === 0) return `There is no rule${about}.`;
    return `${plural(total, 'rule')}${about}:\n${ruleTable(rules, total)}`;
  },
});

interface Trial extends Condition {
  readonly rule_id: string | undefined;
  readonly window: { readonly start?: string; readonly end?: string };
}

const trial = family<Trial>({
  name: 'rule tried on the past',
  examples: [
    'How often would an alarm for co2 above 900 ppm in Zone A have fired last week?',
    'try a rule for temperature over 26 degrees since Monday',
    'Test the rule co2-high on yesterday',
    'how many times would humidity below 30 % have triggered an alert in the last 3 days?',
  ],
  match(sentence) {
    const { words, text, spans, metrics, limit } = sentence;
    const rule_id = ruleIn(text);
    const asks =
      /\bwould\b.*\b(?:fired?|triggere?d?|raised?|alarm(?:ed)?|alert(?:ed)?)\b|^(?:please\s+)?(?:try|test|replay|simulate)\b.*\b(?:rules?|alarms?|alerts?)\b/;
    if (!asks.test(words) || (rule_id === undefined && (metrics.length === 0 || limit === undefined))) return undefined;
    return {
      ...(rule_id === undefined ? conditionOf(sentence) : conditionOf({ ...sentence, places: [] })),
      rule_id,
      window: spans[0] ?? {},
    };
  },
  plan: ({ rule_id, window, ...condition }) => [
    {
      tool: 'test_alert_rule',
      arguments: { ...(rule_id === undefined ? fieldsOf(condition) : { rule_id }), ...window },
    },
  ],
  present(intent, outcomes, time) {
    const result = resultOf(outcomes[0], RuleTrial);
    if (result === undefined) return faultsOf(outcomes);
    const what = intent.rule_id === undefined ? conditionText(intent) : `The rule ${intent.rule_id}`;
    const rows = result.by_device.map(({ device_id, device_name = '', alerts }) => [
      device_id,
      device_name,
      String(alerts),
    ]);
    return [
      `${what} would have raised ${plural(result.alerts, 'alert')}, ${number(result.alerts_per_day, 1)} a day; nothing was changed.`,
      ...(rows.length === 0 ? [] : [table(['Device', 'Name', 'Alerts'], rows)]),
      `  ${windowText(result.window, time)}; ${plural(result.readings, 'reading')} of ${plural(result.devices_watched, 'device')}`,
    ].join('\n');
  },
});

export const alertRules: readonly Family[] = [trial, list];

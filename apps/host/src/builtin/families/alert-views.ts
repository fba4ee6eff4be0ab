import { type BuildingTime } from '@nexus/models';
import { family, type Family } from '../family.ts';
import { faultsOf, type Outcome, resultOf, resultsOf, type ToolRequest } from '../outcome.ts';
import { alertLine, alertTable, figuresText, missingText, ruleText } from '../present/alerts.ts';
import { number, plural } from '../present/amount.ts';
import { inPlace } from '../present/place.ts';
import { table } from '../present/table.ts';
import { localTime } from '../present/window.ts';
import { type Alert, AlertHistory, AlertList, type AlertRule, RuleList } from '../wire-alerts.ts';
import { ALERT, alertIdIn, type AlertPlace, placeOf } from './alert-subject.ts';

const LOOKED_AT = 100;
const EXPLAINED = 3;

interface Why {
  readonly alert_id: string | undefined;
  readonly place: AlertPlace;
  readonly metric: string | undefined;
}

/** Those that the question means, among all that came back. */
function asked({ alert_id, metric }: Why, outcomes: readonly Outcome[]): Alert[] {
  const open = resultsOf(outcomes, 'list_active_alerts', AlertList).flatMap(({ alerts }) => alerts);
  const past = resultsOf(outcomes, 'get_alert_history', AlertHistory).flatMap(({ alerts }) => alerts);
  if (alert_id !== undefined) return [...open, ...past].filter((alert) => alert.alert_id === alert_id).slice(0, 1);
  return open.filter((alert) => metric === undefined || alert.metric === metric);
}

const why = family<Why>({
  name: 'why an alert was raised',
  examples: [
    'Why did alert ALERT-1 fire?',
    'why is there a co2 alarm in conference room 3B?',
    'Explain alert 12',
    'details of ALERT-7',
    'what caused the alarms in building North?',
  ],
  match(sentence) {
    const { words, metrics, text } = sentence;
    const alert_id = alertIdIn(text);
    const asks =
      /\b(?:why|explain|what (?:caused|triggered|raised|does)|reason|details?|tell me (?:more )?about|show)\b/;
    const isCause = /\b(?:why|explain|what (?:caused|triggered|raised)|reason)\b/.test(words);
    if (alert_id === undefined ? !(ALERT.test(words) && isCause) : !asks.test(words)) return undefined;
    return { alert_id, place: alert_id === undefined ? placeOf(sentence) : {}, metric: metrics[0] };
  },
  plan: ({ place }) => [
    {
      tool: 'list_active_alerts',
      arguments: { ...place, include_acknowledged: true, include_shelved: true, limit: LOOKED_AT },
    },
    { tool: 'get_alert_rules', arguments: { limit: LOOKED_AT } },
  ],
  next: (intent, outcomes): ToolRequest[] =>
    intent.alert_id !== undefined && outcomes.length === 2 && asked(intent, outcomes).length === 0
      ? [{ tool: 'get_alert_history', arguments: { start: '-7d', limit: LOOKED_AT } }]
      : [],
  present(intent, outcomes, time) {
    const [list] = resultsOf(outcomes, 'list_active_alerts', AlertList);
    if (list === undefined) return faultsOf(outcomes);
    const found = asked(intent, outcomes);
    const rules = resultsOf(outcomes, 'get_alert_rules', RuleList).flatMap((one) => one.rules);
    if (found.length === 0) {
      const { alert_id, place } = intent;
      if (alert_id !== undefined) return `There is no ${alert_id} among the open alerts and those of the last 7 days.`;
      return `No alert is open${inPlace({ zone_id: place.zone_id ?? place.device_id, building: place.building })}.`;
    }
    const told = found.slice(0, EXPLAINED).map((alert) => explanation(alert, rules, time));
    const rest = found.length - told.length;
    return [...told, ...(rest > 0 ? [`and ${plural(rest, 'more alert')}; name one by its id.`] : [])].join('\n');
  },
});

function explanation(alert: Alert, rules: readonly AlertRule[], time: BuildingTime): string {
  const rule = rules.find(({ rule_id }) => rule_id === alert.rule_id);
  const { cleared_at, acknowledged_by, acknowledged_at, notes, shelved_until, shelved_reason } = alert;
  const taken =
    acknowledged_by === undefined
      ? []
      : [
          `acknowledged by ${acknowledged_by}${acknowledged_at === undefined ? '' : ` at ${localTime(acknowledged_at, time)}`}${notes === undefined ? '' : `: ${notes}`}`,
        ];
  const shelved =
    shelved_until === undefined
      ? []
      : [`shelved until ${localTime(shelved_until, time)}${shelved_reason === undefined ? '' : `: ${shelved_reason}`}`];
  return [
    `${alertLine(alert)}: ${alert.what}`,
    `  ${alert.severity}, ${alert.state}, raised ${localTime(alert.triggered_at, time)}${cleared_at === undefined ? '' : `, cleared ${localTime(cleared_at, time)}`}`,
    ...[...taken, ...shelved].map((line) => `  ${line}`),
    ...(rule === undefined
      ? []
      : [`  the rule: ${ruleText(rule)}${rule.source === undefined ? '' : ` (${rule.source})`}`]),
  ].join('\n');
}

interface Aside extends AlertPlace {
  readonly state: 'acknowledged' | 'shelved';
}

const aside = family<Aside>({
  name: 'acknowledged or shelved alerts',
  examples: [
    'Which alerts are acknowledged?',
    'shelved alerts in building North',
    'show the snoozed alarms',
    'Who has acknowledged which alarms?',
  ],
  match(sentence) {
    const { words, spans } = sentence;
    const found = /\b(?:(acknowledged|taken)|(shelved|snoozed|muted|silenced))\b/.exec(words);
    if (found === null || !ALERT.test(words) || spans.length > 0) return undefined;
    return { ...placeOf(sentence), state: found[1] === undefined ? 'shelved' : 'acknowledged' };
  },
  plan: ({ state, ...place }) => [
    {
      tool: 'list_active_alerts',
      arguments: {
        ...place,
        ...(state === 'shelved' ? { include_shelved: true } : { include_acknowledged: true }),
        limit: LOOKED_AT,
      },
    },
  ],
  present({ state, zone_id, building }, outcomes, time) {
    const list = resultOf(outcomes[0], AlertList);
    if (list === undefined) return faultsOf(outcomes);
    const kept = list.alerts.filter((alert) => alert.state === state);
    const where = inPlace({ zone_id, building });
    if (kept.length === 0) return `No open alert${where} is ${state}.`;
    return `${plural(kept.length, 'open alert')}${where} ${kept.length === 1 ? 'is' : 'are'} ${state}:\n${alertTable(kept, kept.length, time)}`;
  },
});

interface Figures extends AlertPlace {
  readonly start: string;
  readonly end?: string;
}

const FIGURES =
  /\b(?:chatter\w*|stale|flood\w*|noisiest|noisy|nuisance|mean time|how (?:long|fast|quickly).*acknowledge\w*|most (?:often|frequent\w*|alarms|alerts)|figures|statistics|stats|how many|count|number of)\b/;

const figures = family<Figures>({
  name: 'figures about alarms',
  examples: [
    'Which alarms are chattering?',
    'stale alarms',
    'How many alerts were raised yesterday?',
    'Which rule fired most often last week?',
    'mean time to acknowledge alarms last week',
    'alarm statistics of building North this month',
  ],
  match(sentence) {
    const { words, spans } = sentence;
    const about = ALERT.test(words) || /\brules?\b.*\b(?:fired?|triggered)\b/.test(words);
    const isNow = /\bhow many|count|number of/.test(words) && spans.length === 0;
    if (!about || !FIGURES.test(words) || isNow) return undefined;
    return { ...placeOf(sentence), ...(spans[0] ?? { start: '-7d' }) };
  },
  plan: (intent) => [{ tool: 'get_alert_history', arguments: { ...intent, limit: 1 } }],
  present(_intent, outcomes, time) {
    const history = resultOf(outcomes[0], AlertHistory);
    if (history === undefined) return faultsOf(outcomes);
    const { by_rule, chattering, stale = 0, mean_minutes_to_clear, most_in_10_minutes } = history.figures;
    const rows = [...by_rule].sort((a, b) => b.alerts - a.alerts).map((rule) => [rule.rule_name, String(rule.alerts)]);
    return [
      figuresText(history, time),
      ...(mean_minutes_to_clear === undefined
        ? []
        : [`Cleared after ${number(mean_minutes_to_clear, 0)} min on average.`]),
      ...(most_in_10_minutes === undefined || most_in_10_minutes < 2
        ? []
        : [`At most ${most_in_10_minutes} within 10 minutes.`]),
      stale === 0 ? 'None has been open for more than a day.' : `${stale} open for more than a day.`,
      ...(rows.length === 0 ? [] : [table(['Rule', 'Alerts'], rows)]),
      ...(chattering.length === 0
        ? ['None chatters: none came three times within an hour.']
        : chattering.map(
            ({ rule_name, device_id, alerts }) => `  chattering: ${rule_name} of ${device_id}, ${alerts} times`,
          )),
      ...missingText(history),
    ].join('\n');
  },
});

export const alertViews: readonly Family[] = [why, figures, aside];

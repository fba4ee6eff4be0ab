import { family, type Family } from '../family.ts';
import { faultsOf, resultOf, resultsOf } from '../outcome.ts';
import { alertTable, figuresText, missingText } from '../present/alerts.ts';
import { plural } from '../present/amount.ts';
import { inPlace } from '../present/place.ts';
import { AlertHistory, AlertList } from '../wire-alerts.ts';
import { ALERT, type AlertPlace, placeOf } from './alert-subject.ts';

interface PastAsk extends AlertPlace {
  readonly start: string;
  readonly end?: string;
}

const NOW = /\bwrong\b.*\b(?:now|currently|at the moment)\b/;
const PAST = /\b(?:history|past|were|was|had|happened|raised|figures)\b/;
const HANDOVER = /\b(?:hand ?-?over|shift (?:report|summary))\b/;
const SHOWN = 20;

const handover = family<PastAsk>({
  name: 'shift hand-over',
  examples: ['hand-over for the next shift', 'shift report', 'Give me the handover for building North'],
  match(sentence) {
    if (!HANDOVER.test(sentence.words)) return undefined;
    const { building, spans } = sentence;
    return { start: spans[0]?.start ?? '-8h', ...(building !== undefined && { building }) };
  },
  plan: ({ start, ...place }) => [
    { tool: 'get_alert_history', arguments: { ...place, start, limit: SHOWN } },
    { tool: 'list_active_alerts', arguments: { ...place, include_acknowledged: true, include_shelved: true } },
  ],
  present(_intent, outcomes, time) {
    const [past] = resultsOf(outcomes, 'get_alert_history', AlertHistory);
    const [open] = resultsOf(outcomes, 'list_active_alerts', AlertList);
    if (past === undefined || open === undefined) return faultsOf(outcomes);
    const current = open.alerts.filter(({ state }) => state !== 'cleared');
    return [
      figuresText(past, time),
      ...(past.alerts.length > 0 ? [alertTable(past.alerts, past.total ?? 0, time)] : []),
      current.length === 0 ? 'Nothing is open.' : `${plural(current.length, 'alert')} open now:`,
      ...(current.length > 0 ? [alertTable(current, current.length, time)] : []),
      ...missingText(open),
    ].join('\n');
  },
});

const past = family<PastAsk>({
  name: 'past alarms',
  examples: [
    'alarm history of yesterday',
    'Which alerts were raised in Zone A this week?',
    'critical alarms last week',
  ],
  match(sentence) {
    const [span] = sentence.spans;
    if (!ALERT.test(sentence.words) || (span === undefined && !PAST.test(sentence.words))) return undefined;
    return { ...placeOf(sentence), ...(span ?? { start: '-24h' }) };
  },
  plan: (intent) => [{ tool: 'get_alert_history', arguments: { ...intent, limit: SHOWN } }],
  present(_intent, outcomes, time) {
    const history = resultOf(outcomes[0], AlertHistory);
    if (history === undefined) return faultsOf(outcomes);
    const rows = history.alerts.length > 0 ? [alertTable(history.alerts, history.total ?? 0, time)] : [];
    return [figuresText(history, time), ...rows, ...missingText(history)].join('\n');
  },
});

const current = family<AlertPlace>({
  name: 'what is wrong now',
  examples: [
    'What is wrong in the building right now?',
    'Are there any active alarms?',
    'Show me the critical alerts in building North',
    'alerts in Zone A',
  ],
  match(sentence) {
    const { words, metrics, device_type } = sentence;
    const isNow = NOW.test(words) && metrics.length === 0 && device_type === undefined;
    return ALERT.test(words) || isNow ? placeOf(sentence) : undefined;
  },
  plan: (intent) => [{ tool: 'list_active_alerts', arguments: { ...intent, limit: SHOWN } }],
  present({ zone_id, building, severity }, outcomes, time) {
    const list = resultOf(outcomes[0], AlertList);
    if (list === undefined) return faultsOf(outcomes);
    const open = list.alerts.filter(({ state }) => state !== 'cleared');
    const where = inPlace({ zone_id: zone_id === undefined ? undefined : (open[0]?.zone_name ?? zone_id), building });
    const total = list.total ?? list.alerts.length;
    const what = severity === undefined ? 'alert' : `${severity} alert`;
    const aside = [
      ...((list.acknowledged ?? 0) > 0 ? [`${list.acknowledged} acknowledged`] : []),
      ...((list.shelved ?? 0) > 0 ? [`${list.shelved} shelved`] : []),
    ];
    const besides = aside.length > 0 ? `\n  Besides: ${aside.join(', ')}.` : '';
    const missing = missingText(list)
      .map((text) => `\n${text}`)
      .join('');
    if (total === 0) return `No ${what} is open${where}.${besides}${missing}`;
    return `${plural(total, what)}${where}, the worst first:\n${alertTable(list.alerts, total, time)}${besides}${missing}`;
  },
});

export const alertFamilies: readonly Family[] = [handover, past, current];

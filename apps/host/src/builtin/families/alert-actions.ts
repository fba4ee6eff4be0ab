import type { BuildingTime } from '@nexus/models';
import { family, type Family } from '../family.ts';
import { isCommand, reasonIn, withoutReason } from '../language/command.ts';
import { takeMinutes } from '../language/quantities.ts';
import { Scanner } from '../language/scanner.ts';
import { readSentence } from '../language/sentence.ts';
import { faultsOf, notDone, type Outcome, resultOf, resultsOf, type ToolRequest } from '../outcome.ts';
import { alertLine, alertTable } from '../present/alerts.ts';
import { plural } from '../present/amount.ts';
import { inPlace } from '../present/place.ts';
import { localTime } from '../present/window.ts';
import { Alert, AlertList } from '../wire-alerts.ts';
import { ALERT, alertIdIn, type AlertPlace, placeOf } from './alert-subject.ts';

interface Target {
  /** Named by its id; else the only open one of the place. */
  readonly alert_id: string | undefined;
  readonly place: AlertPlace;
  /** Several at once are not meant. */
  readonly isOne: boolean;
}

const SHOWN = 20;

function target(text: string, time: BuildingTime): Target {
  const sentence = readSentence(text, time);
  return {
    alert_id: alertIdIn(text),
    place: placeOf(sentence),
    isOne: !/\b(?:alerts|alarms|all|every|each|both|everything)\b/i.test(text),
  };
}

const find = ({ place }: Target): ToolRequest => ({
  tool: 'list_active_alerts',
  arguments: { ...place, limit: SHOWN },
});

/** The alert that is meant: the one named, or the only one that is open there. */
function meant({ alert_id, isOne }: Target, outcomes: readonly Outcome[]): string | undefined {
  if (alert_id !== undefined) return alert_id;
  const [list] = resultsOf(outcomes, 'list_active_alerts', AlertList);
  const [only, another] = list?.alerts ?? [];
  return isOne && another === undefined && (list?.total ?? 1) === 1 ? only?.alert_id : undefined;
}

/** Which alerts may be meant, where none could be chosen. */
function whichOne({ place }: Target, outcomes: readonly Outcome[], how: string, time: BuildingTime): string {
  const list = resultOf(outcomes[0], AlertList);
  if (list === undefined) return faultsOf(outcomes);
  const where = inPlace({ zone_id: place.zone_id ?? place.device_id, building: place.building });
  const total = list.total ?? list.alerts.length;
  if (total === 0) return `No alert is open${where} that nobody has acknowledged. Nothing was changed.`;
  return `Which one? ${plural(total, 'alert')}${where}; name it by its id, one at a time, for example "${how}".\n${alertTable(list.alerts, total, time)}`;
}

interface Acknowledgement extends Target {
  readonly by: string | undefined;
  readonly notes: string | undefined;
}

const WHO =
  /\b(?:as|by|this is|i am|i'm)\s+(?!soon\b|a\b|an\b|the\b)([\p{L}][\p{L}\p{N}.'-]*(?:\s+\p{Lu}[\p{L}\p{N}.'-]*){0,3})/iu;

const acknowledge = family<Acknowledgement>({
  name: 'alert acknowledged',
  changes: true,
  examples: [
    'Acknowledge ALERT-12 as Ada',
    'please ack alert 12 by Ada Lovelace because the window is open',
    'Acknowledge the alert in the lobby as Ada',
    'acknowledge alert 7',
  ],
  match({ words, text }, time) {
    if (!isCommand(words, 'ack(?:nowledge)?|take over') || !(ALERT.test(words) || alertIdIn(words))) return undefined;
    const order = withoutReason(text);
    const notes = order === text ? undefined : reasonIn(text);
    const who = WHO.exec(order);
    return { ...target(who === null ? order : order.replace(who[0], ' '), time), by: who?.[1], notes };
  },
  plan: (intent) =>
    intent.by === undefined
      ? []
      : intent.alert_id === undefined
        ? [find(intent)]
        : acknowledgeCall(intent, intent.alert_id),
  next: (intent, outcomes) =>
    intent.alert_id === undefined && outcomes.length === 1 ? acknowledgeCall(intent, meant(intent, outcomes)) : [],
  present(intent, outcomes, time) {
    const { alert_id = 'ALERT-12', by } = intent;
    if (by === undefined) return `Who takes care of it? Say for example "acknowledge ${alert_id} as Ada".`;
    const done = outcomes.find(({ request }) => request.tool === 'acknowledge_alert');
    if (done === undefined) return whichOne(intent, outcomes, `acknowledge ALERT-12 as ${by}`, time);
    const alert = resultOf(done, Alert);
    if (alert === undefined) return notDone(done);
    return `${alertLine(alert)} is acknowledged by ${alert.acknowledged_by ?? by}. It stays open until its cause is gone.`;
  },
});

function acknowledgeCall({ by = '', notes }: Acknowledgement, alert_id: string | undefined): ToolRequest[] {
  if (alert_id === undefined) return [];
  const given = { alert_id, acknowledged_by: by, ...(notes !== undefined && { notes }) };
  return [{ tool: 'acknowledge_alert', arguments: given }];
}

interface Shelving extends Target {
  readonly minutes: number | undefined;
  readonly reason: string;
}

const shelve = family<Shelving>({
  name: 'alert shelved',
  changes: true,
  examples: [
    'Shelve ALERT-3 for two hours because of maintenance',
    'snooze alert 3 for 30 minutes',
    'shelve the alert in Zone A for half an hour',
    'mute ALERT-3',
  ],
  match({ words, text }, time) {
    if (!isCommand(words, 'shelve|snooze|mute|silence|suppress') || !(ALERT.test(words) || alertIdIn(words)))
      return undefined;
    const scanner = new Scanner(withoutReason(text));
    const minutes = takeMinutes(scanner);
    return { ...target(scanner.rest.replaceAll('¦', ' '), time), minutes, reason: reasonIn(text) };
  },
  plan: (intent) =>
    intent.minutes === undefined
      ? []
      : intent.alert_id === undefined
        ? [find(intent)]
        : shelveCall(intent, intent.alert_id),
  next: (intent, outcomes) =>
    intent.alert_id === undefined && outcomes.length === 1 ? shelveCall(intent, meant(intent, outcomes)) : [],
  present(intent, outcomes, time) {
    const { alert_id = 'ALERT-12', minutes } = intent;
    if (minutes === undefined)
      return `For how long? Say for example "shelve ${alert_id} for 2 hours because of maintenance".`;
    const done = outcomes.find(({ request }) => request.tool === 'shelve_alert');
    if (done === undefined) return whichOne(intent, outcomes, 'shelve ALERT-12 for 2 hours', time);
    const alert = resultOf(done, Alert);
    if (alert === undefined) return notDone(done);
    const until = alert.shelved_until === undefined ? '' : ` until ${localTime(alert.shelved_until, time)}`;
    return `${alertLine(alert)} is shelved${until}: off the list, and without messages.`;
  },
});

function shelveCall({ minutes = 0, reason }: Shelving, alert_id: string | undefined): ToolRequest[] {
  return alert_id === undefined ? [] : [{ tool: 'shelve_alert', arguments: { alert_id, minutes, reason } }];
}

export const alertActions: readonly Family[] = [acknowledge, shelve];

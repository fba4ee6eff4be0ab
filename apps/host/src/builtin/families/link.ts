import { family, type Family } from '../family.ts';
import type { Sentence } from '../language/sentence.ts';
import { faultsOf, resultOf, resultsOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { amount, plural } from '../present/amount.ts';
import { isStale, sensorText } from '../present/reading.ts';
import { readingTable, subjectText } from '../present/snapshot.ts';
import { subjectOf } from '../subject.ts';
import { DeviceList, Snapshot } from '../wire.ts';

interface Ask {
  readonly metric: 'battery_pct' | 'rssi_dbm';
  readonly below: number;
  readonly zone_id?: string;
  readonly building?: string;
  readonly floor?: number;
}

/** As many as one snapshot takes. */
const MAX_DEVICES = 100;

function ask(sentence: Sentence, metric: Ask['metric'], usual: number): Ask | undefined {
  const subject = subjectOf(sentence);
  if (!sentence.metrics.includes(metric) || sentence.spans.length > 0 || subject?.kind === 'device') return undefined;
  const { building, limit } = sentence;
  const [floor] = sentence.floors;
  if (
    !/\b(?:low|weak\w*|empty|flat|poor|bad|replac\w+|below|under|less|dead|which|change|worst|lowest)\b/.test(
      sentence.words,
    )
  )
    return undefined;
  return {
    metric,
    below: limit?.side === 'below' ? limit.value : usual,
    ...(subject !== undefined && { zone_id: subject.name }),
    ...(building !== undefined && { building }),
    ...(floor !== undefined && { floor }),
  };
}

function plan({ metric, zone_id, building, floor }: Ask): ToolRequest[] {
  const where = { ...(building !== undefined && { building }) };
  if (zone_id !== undefined)
    return [{ tool: 'get_zone_snapshot', arguments: { zone_id, ...where, metrics: [metric] } }];
  return [{ tool: 'list_devices', arguments: { ...where, ...(floor !== undefined && { floor }), limit: MAX_DEVICES } }];
}

function next({ metric }: Ask, outcomes: readonly Outcome[]): ToolRequest[] {
  const [list] = resultsOf(outcomes, 'list_devices', DeviceList);
  const device_ids = list?.devices.map(({ device_id }) => device_id) ?? [];
  if (outcomes.length !== 1 || device_ids.length === 0) return [];
  return [{ tool: 'get_zone_snapshot', arguments: { device_ids, metrics: [metric] } }];
}

function present({ metric, below }: Ask, outcomes: readonly Outcome[], what: string): string {
  const [list] = resultsOf(outcomes, 'list_devices', DeviceList);
  const snapshot = resultOf(outcomes.at(-1), Snapshot);
  if (list !== undefined && list.devices.length === 0) return 'No device is registered there.';
  if (snapshot === undefined) return faultsOf(outcomes);
  const known = snapshot.readings
    .filter(({ value }) => value !== undefined)
    .sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const low = known.filter(({ value = Number.POSITIVE_INFINITY }) => value < below);
  const bound = amount(below, metric === 'battery_pct' ? '%' : 'dBm');
  const where = snapshot.zone === undefined ? '' : ` in ${subjectText(snapshot, '')}`;
  const [lowest] = known;
  const { total = 0, devices = [] } = list ?? {};
  const isCut = total > devices.length;
  const cut = isCut ? '\n  Name a floor or zone for the rest.' : '';
  const among = isCut ? `Looked at ${devices.length} of ${total} devices only. ` : '';
  if (lowest === undefined) return `${among}No device${where} reports its ${what}.${cut}`;
  if (low.length === 0) {
    const stale = isStale(lowest) ? ', stale' : '';
    return `${among}None of ${plural(known.length, 'device')} that report it${where} has a ${what} below ${bound}; the lowest is ${amount(lowest.value ?? 0, lowest.unit ?? '')}${stale} (${sensorText(lowest)}).${cut}`;
  }
  return `${among}${low.length} of ${plural(known.length, 'device')} that report it${where} ${low.length === 1 ? 'has' : 'have'} a ${what} below ${bound}:\n${readingTable(low)}${cut}`;
}

const battery = family<Ask>({
  name: 'low batteries',
  examples: [
    'Which sensors in Zone A have a low battery?',
    'batteries below 30 % in building North',
    'Which batteries need to be replaced on floor 2?',
  ],
  match: (sentence) => ask(sentence, 'battery_pct', 20),
  plan,
  next,
  present: (intent, outcomes) => present(intent, outcomes, 'battery'),
});

const signal = family<Ask>({
  name: 'weak radio signals',
  examples: [
    'Which devices in conference room 3B have a weak signal?',
    'poor RSSI in building South',
    'signal strength below -85 dBm on floor 4',
  ],
  match: (sentence) => ask(sentence, 'rssi_dbm', -80),
  plan,
  next,
  present: (intent, outcomes) => present(intent, outcomes, 'signal strength'),
});

export const links: readonly Family[] = [battery, signal];

import { family, type Family, type Outcome, type ToolRequest } from '../family.ts';
import type { Sentence } from '../language/sentence.ts';
import type { Span } from '../language/span.ts';
import { faultsOf, resultOf, resultsOf } from '../outcome.ts';
import { metricLabel, metricWord, plural, typeWord } from '../present/amount.ts';
import { statisticsText } from '../present/statistics.ts';
import { readingTable } from '../present/snapshot.ts';
import { subjectOf, windowArguments } from '../subject.ts';
import { DeviceList, type Reading, Snapshot, Statistics } from '../wire.ts';

interface Ask {
  readonly metric: string;
  readonly span: Span | undefined;
  readonly device?: string;
  readonly zone_id?: string;
  readonly building?: string;
  readonly device_type?: string;
  readonly floor?: number;
}

const ANOMALY =
  /\b(?:anomal\w+|unusual\w*|abnormal\w*|strange|weird|odd|suspicious|outliers?|spik(?:es?|ing)|irregular\w*|out of the ordinary)\b/;
const MAX_DEVICES = 60;

/** What a type of device is looked at for, when no metric is named. */
const USUAL_METRIC: Readonly<Record<string, string>> = {
  hvac_controller: 'vibration_mms',
  vibration_sensor: 'vibration_mms',
  co2_sensor: 'co2_ppm',
  humidity_sensor: 'humidity',
  smart_meter: 'power_kw',
  occupancy_sensor: 'occupancy_count',
  lighting_controller: 'illuminance_lux',
  air_quality_sensor: 'pm25_ugm3',
};

function ask(sentence: Sentence): Ask | undefined {
  if (!ANOMALY.test(sentence.words)) return undefined;
  const { device_type, building, metrics } = sentence;
  const subject = subjectOf(sentence);
  const [floor] = sentence.floors;
  return {
    metric: metrics[0] ?? USUAL_METRIC[device_type ?? ''] ?? 'temperature',
    span: sentence.spans[0] ?? { start: 'today' },
    ...(subject?.kind === 'device' && { device: subject.name }),
    ...(subject?.kind === 'zone' && { zone_id: subject.name }),
    ...(building !== undefined && { building }),
    ...(device_type !== undefined && { device_type }),
    ...(floor !== undefined && { floor }),
  };
}

function statisticsCall(device_id: string, { metric, span }: Ask): ToolRequest {
  return { tool: 'get_statistics', arguments: { device_id, metric, ...windowArguments(span) } };
}

function plan(intent: Ask): ToolRequest[] {
  const { device, zone_id, building, device_type, floor, metric } = intent;
  if (device !== undefined) return [statisticsCall(device, intent)];
  const inside = building === undefined ? {} : { building };
  if (zone_id !== undefined)
    return [{ tool: 'get_zone_snapshot', arguments: { zone_id, ...inside, metrics: [metric] } }];
  const filter = {
    ...inside,
    ...(device_type !== undefined && { device_type }),
    ...(floor !== undefined && { floor }),
  };
  return [{ tool: 'list_devices', arguments: { ...filter, limit: MAX_DEVICES } }];
}

/** Newest reading of each, then the day of the one that reads highest. */
function next(intent: Ask, outcomes: readonly Outcome[]): ToolRequest[] {
  const last = outcomes.at(-1);
  if (last?.request.tool === 'list_devices') {
    const device_ids = resultOf(last, DeviceList)?.devices.map(({ device_id }) => device_id) ?? [];
    return device_ids.length === 0
      ? []
      : [{ tool: 'get_zone_snapshot', arguments: { device_ids, metrics: [intent.metric] } }];
  }
  if (last?.request.tool !== 'get_zone_snapshot') return [];
  const [highest] = descending(resultOf(last, Snapshot)?.readings ?? []);
  return highest?.device_id === undefined ? [] : [statisticsCall(highest.device_id, intent)];
}

function descending(readings: readonly Reading[]): Reading[] {
  return readings.filter(({ value }) => value !== undefined).sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
}

const anomalies = family<Ask>({
  name: 'anomalous readings',
  examples: [
    'Are there any anomalous vibration readings from the HVAC units today?',
    'anything unusual about the CO2 in Zone A yesterday?',
    'Check DEV-VIB-0001 for vibration anomalies this week',
    'temperature outliers in building South',
    'strange power values from the smart meters on floor 2',
  ],
  match: ask,
  plan,
  next,
  present(intent, outcomes, time) {
    const limits = `I cannot tell whether ${metricWord(intent.metric)} readings are anomalous: I have no anomaly detection. What was measured:`;
    const [list] = resultsOf(outcomes, 'list_devices', DeviceList);
    const [snapshot] = resultsOf(outcomes, 'get_zone_snapshot', Snapshot);
    const statistics = resultOf(
      outcomes.find(({ request }) => request.tool === 'get_statistics'),
      Statistics,
    );
    const readings = descending(snapshot?.readings ?? []);
    const [highest] = readings;
    const id = intent.device ?? highest?.device_id ?? '';
    const figures =
      statistics === undefined ? [] : [statisticsText(statistics, ['max', 'mean', 'p95'], `of ${id}`, time)];
    if (intent.device !== undefined)
      return statistics === undefined ? faultsOf(outcomes) : [limits, ...figures].join('\n');
    if (list?.devices.length === 0)
      return `There are no such ${typeWord(intent.device_type)}, so there is nothing to look at.`;
    if (snapshot === undefined) return faultsOf(outcomes);
    if (highest === undefined)
      return `No device looked at reports ${metricWord(intent.metric)}, so there is nothing to look at.`;
    const { total = 0, devices = [] } = list ?? {};
    const cut = total > devices.length ? ` (of the first ${devices.length} of ${total} devices)` : '';
    const head = `${metricLabel(intent.metric)} now, highest first, from ${plural(readings.length, 'sensor')}${cut}:`;
    const day = figures.length > 0 ? ['The highest of them over the time asked for:', ...figures] : [];
    return [limits, head, readingTable(readings), ...day].join('\n');
  },
});

export const anomalyChecks: readonly Family[] = [anomalies];

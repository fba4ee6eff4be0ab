import { family, type Family } from '../family.ts';
import type { Span } from '../language/span.ts';
import { faultsOf, resultOf, type ToolRequest } from '../outcome.ts';
import { metricLabel, metricWord, plural } from '../present/amount.ts';
import { inPlace } from '../present/place.ts';
import { sensorName } from '../present/reading.ts';
import { table } from '../present/table.ts';
import { localTime, windowText } from '../present/window.ts';
import { subjectOf } from '../subject.ts';
import { Anomalies } from '../wire.ts';

interface Ask {
  readonly device_id?: string;
  readonly zone_id?: string;
  readonly building?: string;
  readonly floor?: number;
  readonly device_type?: string;
  readonly metric?: string;
  readonly span: Span;
}

const STUCK =
  /\b(?:stuck|frozen|flat-?lin\w+|hanging|not changing|stopped changing|(?:always|keeps?|keep) (?:show|report|send)\w* the same|same value|constant (?:value|reading)s?)\b/;
/** What the word for being stuck leaves behind as a name. */
const NO_PLACE = /^(?:stuck|frozen|flat-?lin\w+|hanging|stopped.*|.*changing|same|constant|keeps?)$/i;

const stuck = family<Ask>({
  name: 'stuck sensors',
  examples: [
    'Are any sensors stuck?',
    'Which temperature sensors in building North are stuck?',
    'flatlined sensors in Zone A since yesterday',
    'Which CO2 sensors on floor 2 keep showing the same value?',
    'is DEV-TEMP-0003 frozen?',
  ],
  match(sentence) {
    if (!STUCK.test(sentence.words)) return undefined;
    const { building, floors, device_type, metrics, spans, devices } = sentence;
    const places = sentence.places.filter((name) => !NO_PLACE.test(name));
    const subject = subjectOf({ ...sentence, devices, places });
    const [floor] = floors;
    return {
      ...(subject?.kind === 'device' && { device_id: subject.name }),
      ...(subject?.kind === 'zone' && { zone_id: subject.name }),
      ...(building !== undefined && { building }),
      ...(floor !== undefined && { floor }),
      ...(device_type !== undefined && { device_type }),
      ...(metrics[0] !== undefined && { metric: metrics[0] }),
      span: spans[0] ?? { start: '-24h' },
    };
  },
  plan: ({ span, ...selector }): ToolRequest[] => [{ tool: 'detect_anomalies', arguments: { ...selector, ...span } }],
  present(intent, outcomes, time) {
    const result = resultOf(outcomes[0], Anomalies);
    if (result === undefined) return faultsOf(outcomes);
    const { episodes, total, series_examined, window } = result;
    const flat = episodes.filter(({ methods }) => methods.includes('flatline'));
    const floors = intent.floor === undefined ? [] : [intent.floor];
    const where = inPlace({ zone_id: intent.zone_id ?? intent.device_id, floors, building: intent.building });
    const what = intent.metric === undefined ? 'sensor' : `${metricWord(intent.metric)} sensor`;
    const basis = `  ${windowText(window, time)}; examined ${plural(series_examined, 'series', 'series')}`;
    // The tool tells the worst episodes of every kind only.
    const cut =
      episodes.length < total
        ? `\n  only the ${episodes.length} worst of ${total} anomalies of all kinds were looked at; name a type or place for the rest`
        : '';
    if (series_examined === 0) return `There are no readings of that${where}, so there is nothing to look at.`;
    if (flat.length === 0) return `No ${what}${where} was found stuck.\n${basis}${cut}`;
    const rows = flat.map((episode) => [
      sensorName(episode),
      episode.zone ?? '-',
      metricLabel(episode.metric),
      localTime(episode.start, time),
      episode.why,
    ]);
    const devices = new Set(flat.map(({ device_id }) => device_id)).size;
    return `${plural(devices, what)}${where} ${devices === 1 ? 'was' : 'were'} stuck:\n${table(['Device', 'Where', 'Measures', 'Since', 'Why'], rows)}\n${basis}${cut}`;
  },
});

export const stuckSensors: readonly Family[] = [stuck];

import type { BuildingTime } from '@nexus/models';
import type { Anomalies, Episode } from '../wire.ts';
import { amount, metricLabel, metricWord, plural } from './amount.ts';
import { sensorName } from './reading.ts';
import { localTime, windowText } from './window.ts';

const MAX_EPISODES = 10;

const METHODS: Readonly<Record<string, string>> = {
  threshold: 'limit',
  z_score: 'deviation from the mean',
  seasonal: 'deviation from the time of day',
  rate_of_change: 'sudden change',
  flatline: 'stuck value',
  gap: 'silence',
};

/** The verdict in front, then each episode with its method and why, then what was looked at. */
export function anomaliesText(anomalies: Anomalies, metric: string | undefined, time: BuildingTime): string {
  const { episodes, total, window } = anomalies;
  const subject = metric === undefined ? 'readings' : `${metricWord(metric)} readings`;
  if (anomalies.series_examined === 0) return `There are no ${subject} of that, so there is nothing to look at.`;
  const basis = `  ${windowText(window, time)}; ${basisText(anomalies)}`;
  if (anomalies.readings_examined === 0 && total === 0)
    return [`I cannot tell: there are no good ${subject} in that time.`, basis].join('\n');
  if (total === 0) return [`No, I found no anomalous ${subject}.`, basis].join('\n');
  const devices = new Set(episodes.map(({ device_id }) => device_id)).size;
  const isCut = episodes.length < total;
  const head = `Yes: ${plural(total, 'anomalous episode')} in ${subject} of ${isCut ? 'more than ' : ''}${plural(devices, 'device')}, worst first.`;
  const shown = episodes.slice(0, MAX_EPISODES).flatMap((episode) => episodeLines(episode, metric, time));
  const rest = total - Math.min(episodes.length, MAX_EPISODES);
  return [head, ...shown, ...(rest > 0 ? [`  and ${plural(rest, 'less severe one')}`] : []), basis].join('\n');
}

function episodeLines(episode: Episode, asked: string | undefined, time: BuildingTime): string[] {
  const { metric, start, end, peak_value, unit, methods, severity, why, zone } = episode;
  const what = asked === undefined ? `, ${metricLabel(metric)}` : '';
  const peak = peak_value === undefined ? '' : `, peak ${amount(peak_value, unit)}`;
  const by = methods.map((method) => METHODS[method] ?? method).join(', ');
  return [
    `  ${severity}: ${sensorName(episode)}${zone === undefined ? '' : ` in ${zone}`}${what}, ${spanText(start, end, time)}${peak}`,
    `    ${why} (found by: ${by})`,
  ];
}

/** `2026-11-22 02:10 to 03:00`; one instant for one reading. */
function spanText(start: string, end: string, time: BuildingTime): string {
  const [from, until] = [localTime(start, time), localTime(end, time)];
  if (from === until) return from;
  return `${from} to ${until.slice(0, 10) === from.slice(0, 10) ? until.slice(11) : until}`;
}

function basisText(anomalies: Anomalies): string {
  const { series_examined, readings_examined, readings_left_out, series_with_short_history, series_omitted } =
    anomalies;
  return [
    `examined ${plural(readings_examined, 'good reading')} of ${plural(series_examined, 'series', 'series')}`,
    ...(readings_left_out === undefined ? [] : [`left out ${plural(readings_left_out, 'reading')} that are not good`]),
    ...(series_with_short_history === undefined
      ? []
      : [`${series_with_short_history} known for less than a week, so that something usual may look anomalous`]),
    ...(series_omitted === undefined ? [] : [`${plural(series_omitted, 'series', 'series')} not looked at`]),
  ].join(', ');
}

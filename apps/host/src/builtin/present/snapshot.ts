import { describeAge } from '@nexus/models';
import type { Reading, Snapshot } from '../wire.ts';
import { amount, metricLabel, metricWord, plural } from './amount.ts';
import { byTrust, placeText, readingsIn, sensorText, trustText, valueText } from './reading.ts';
import { table } from './table.ts';

/** The newest value of some metrics in one room or of one device: a line a metric, a table where sensors are several. */
export function snapshotText(snapshot: Snapshot, metrics: readonly string[], asked: string): string {
  const readings = readingsIn(snapshot);
  const subject = subjectText(snapshot, asked);
  const lines = metrics.map((metric) => metricText(readings, metric, subject));
  const { metrics_available = [] } = snapshot;
  if (metrics_available.length > 0) lines.push(`  measured there: ${metrics_available.map(metricLabel).join(', ')}`);
  return lines.join('\n');
}

/** `Conference Room 3B (NORTH, floor 3)` or, of a device, `Lobby Thermostat (DEV-TEMP-0001)`. */
export function subjectText(snapshot: Snapshot, asked: string): string {
  if (snapshot.zone !== undefined) return placeText(snapshot.zone, asked);
  const { device_id = asked, device_name = device_id } = snapshot;
  return device_name === device_id ? device_id : `${device_name} (${device_id})`;
}

function metricText(readings: readonly Reading[], metric: string, subject: string): string {
  const { room, machines } = byTrust(readings, metric);
  const [best, ...others] = room;
  const label = metricLabel(metric);
  if (best === undefined)
    return `${label} in ${subject}: no reading; nothing measures it there, or nothing has arrived yet.`;
  const preposition = subject.includes(`(${best.device_id})`) || subject === best.device_id ? 'of' : 'in';
  const source = preposition === 'of' ? '' : ` (${sensorText(best)})`;
  const lines = [`${label} ${preposition} ${subject}: ${valueText(best)}, ${trustText(best)}${source}.`];
  for (const other of others.slice(0, 4))
    lines.push(`  also ${valueText(other)}, ${trustText(other)} (${sensorText(other)})`);
  if (others.length > 4) lines.push(`  and ${plural(others.length - 4, 'more sensor')}`);
  for (const machine of machines.slice(0, 2)) {
    lines.push(`  HVAC unit, not the room: ${valueText(machine)}, ${trustText(machine)} (${sensorText(machine)})`);
  }
  return lines.join('\n');
}

/** Every reading, by metric, as a table. */
export function allReadingsText(snapshot: Snapshot, asked: string): string {
  const readings = [...readingsIn(snapshot)].sort((a, b) => (a.metric < b.metric ? -1 : a.metric > b.metric ? 1 : 0));
  const subject = subjectText(snapshot, asked);
  if (readings.length === 0) return `No reading has arrived from ${subject} yet.`;
  const total = Math.max(snapshot.total ?? 0, readings.length);
  return `${plural(total, 'reading')} from ${subject}, newest of each sensor:\n${readingTable(readings, total)}`;
}

export function readingTable(readings: readonly Reading[], total = readings.length): string {
  const isMixed = new Set(readings.map(({ metric }) => metric)).size > 1;
  return table(
    [...(isMixed ? ['Measures'] : []), 'Value', 'Quality', 'Age', 'Device'],
    readings.map((reading) => [
      ...(isMixed ? [metricLabel(reading.metric)] : []),
      valueText(reading),
      reading.quality,
      reading.age_seconds === undefined ? '-' : describeAge(reading.age_seconds),
      sensorText(reading),
    ]),
    total,
  );
}

/** The value that stands for a room, for comparisons. */
export function roomReading(snapshot: Snapshot, metric: string): Reading | undefined {
  return byTrust(readingsIn(snapshot), metric).room.find(({ value }) => value !== undefined);
}

/** Two or more rooms side by side, the difference of the first two in front. */
export function comparisonText(
  rooms: readonly { readonly subject: string; readonly reading: Reading | undefined }[],
  metric: string,
): string {
  const known = rooms.flatMap(({ subject, reading }) =>
    reading?.value === undefined ? [] : [{ subject, reading, value: reading.value }],
  );
  const lines = rooms.map(({ subject, reading }) =>
    reading === undefined
      ? `  ${subject}: no reading`
      : `  ${subject}: ${valueText(reading)}, ${trustText(reading)} (${sensorText(reading)})`,
  );
  const [first, second] = known;
  if (first === undefined || second === undefined)
    return [`There are not two readings of ${metricWord(metric)} to compare.`, ...lines].join('\n');
  const [high, low] = [...known]
    .sort((a, b) => b.value - a.value)
    .flatMap((room, at, all) => (at === 0 || at === all.length - 1 ? [room] : []));
  if (high === undefined || low === undefined || high.value === low.value)
    return [`${metricLabel(metric)} is the same in all.`, ...lines].join('\n');
  const unit = high.reading.unit ?? '';
  const difference = amount(high.value - low.value, unit);
  if (difference === amount(0, unit)) return [`${metricLabel(metric)} is about the same in all.`, ...lines].join('\n');
  return [
    `${metricLabel(metric)} is higher in ${high.subject} than in ${low.subject}, by ${difference}.`,
    ...lines,
  ].join('\n');
}

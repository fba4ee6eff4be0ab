import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { NexusError, type TimeWindow, Window, WindowEnd, WindowStart } from '@nexus/models';
import type { Context } from '@nexus/server-kit';
import * as z from 'zod';
import { PresentedEpisode, presentEpisode } from '../answers/episode.ts';
import { deviceArgument, metricArgument } from '../arguments/series.ts';
import { type Deps, defineTool } from '../deps.ts';
import { concludeSeries } from '../domain/anomalies/conclude.ts';
import { type Examined, examineSeries, type SeriesToExamine } from '../domain/anomalies/examine.ts';
import { byWorst, type Episode } from '../domain/anomalies/finding.ts';
import { watchOf } from '../domain/anomalies/limits.ts';
import { LocalClock } from '../domain/anomalies/local-clock.ts';
import { type PeerCourse, peerCourse, type PeerGrid, peerGrid } from '../domain/anomalies/peer-course.ts';
import { PeerGroup } from '../domain/anomalies/peer-group.ts';
import { peerFamilies, type PeerScope } from '../lookup/peer-families.ts';
import { type SelectedSeries, selectSeries } from '../lookup/select-series.ts';

const DAY_MS = 86_400_000;
/** Before the window, from which is learnt what is usual. */
const HISTORY_MS = 14 * DAY_MS;
const LONGEST_DAYS = 92;
const MAX_SERIES = 1000;
/** What fits into an answer. */
const MAX_EPISODES = 25;
const SERIES_PER_PROGRESS = 10;

export const detectAnomalies = defineTool({
  name: 'detect_anomalies',
  title: 'Anomalies in readings',
  description:
    'Anomalous episodes in the readings of a device, a zone, a type of devices, a metric or everything, over a window ' +
    '(default the last 24 h), worst first: limits from standards, deviation from the mean and from the usual at the ' +
    'time of day over the 14 days before, and from devices of the same type nearby, sudden changes, stuck sensors and ' +
    'silences. Each says why.',
  access: 'read',
  input: z.strictObject({
    device_id: deviceArgument.optional(),
    zone_id: z.string().min(1).max(128).optional().describe('Zone id or name, such as Conference Room 3B.'),
    building: z.string().min(1).max(128).optional().describe('Building by name.'),
    floor: z.int().min(-50).max(300).optional().describe('Floor number.'),
    device_type: z.string().min(1).max(64).optional().describe('Such as hvac_controller or co2_sensor.'),
    metric: metricArgument.optional(),
    start: WindowStart,
    end: WindowEnd,
    z_threshold: z
      .number()
      .min(1)
      .max(100)
      .default(3)
      .describe(
        'Standard deviations from which a value is anomalous; doubled for metrics that follow people (CO₂, power).',
      ),
  }),
  output: z.object({
    window: Window,
    episodes: z.array(PresentedEpisode).describe('Worst first.'),
    total: z.int(),
    episodes_omitted: z.int().optional().describe('Less severe ones; narrow the question to see them.'),
    series_examined: z.int(),
    readings_examined: z.int().describe('Good readings in the window.'),
    readings_left_out: z.int().optional().describe('Readings in the window that are not good.'),
    series_with_short_history: z
      .int()
      .optional()
      .describe('Less than a week known: what only weekdays or weekends bring may look anomalous.'),
    series_omitted: z.int().optional().describe('Over 1000 at once; narrow by zone_id, device_type or metric.'),
  }),
  async run({ start, end, z_threshold, ...selector }, context) {
    const { deps, time } = context;
    const window = time.window({ start, end }, { span_ms: DAY_MS });
    if (window.end_ms - window.start_ms > LONGEST_DAYS * DAY_MS) {
      throw new NexusError('invalid_argument', `The window is longer than ${LONGEST_DAYS} days.`, {
        hint: 'Look at a shorter one, such as start=-7d.',
      });
    }
    const selected = await selectSeries(deps, selector);
    const { found, ...counts } = await examineAll(selected.slice(0, MAX_SERIES), window, z_threshold, context);
    const worst = found.sort((a, b) => byWorst(a.episode, b.episode)).slice(0, MAX_EPISODES);
    return {
      window: time.onWire(window),
      episodes: worst.map(({ episode, of }) => presentEpisode(episode, of, time)),
      total: found.length,
      ...(found.length > worst.length ? { episodes_omitted: found.length - worst.length } : {}),
      series_examined: Math.min(selected.length, MAX_SERIES),
      ...counts,
      ...(selected.length > MAX_SERIES ? { series_omitted: selected.length - MAX_SERIES } : {}),
    };
  },
});

async function examineAll(
  selected: readonly SelectedSeries[],
  window: TimeWindow,
  z_threshold: number,
  { deps, time, signal, progress }: Context<Deps>,
) {
  const range = { start_ms: window.start_ms - HISTORY_MS, end_ms: window.end_ms };
  const grid = peerGrid(range);
  const examination = { window, z_threshold, now_ms: time.nowMs(), clock: new LocalClock(time), grid };
  const families = await peerFamilies(deps, selected);
  const total = families.reduce((sum, { asked, others }) => sum + asked.length + others.length, 0);
  let read = 0;
  const columnsOf = async ({ series: { device_id, metric } }: SelectedSeries) => {
    if (read % SERIES_PER_PROGRESS === 0) {
      await yieldToOthers();
      signal.throwIfAborted();
      await progress(read, total, 'Examining series');
    }
    read += 1;
    return deps.telemetry.range(device_id, metric, range);
  };
  const found: { readonly episode: Episode; readonly of: SelectedSeries }[] = [];
  const counts = { examined: 0, left_out: 0, short: 0 };
  for (const { asked, others, scopes } of families) {
    const courses = new Map<SelectedSeries, PeerCourse>();
    for (const of of others) courses.set(of, peerCourse(await columnsOf(of), grid));
    const examined: { of: SelectedSeries; series: Omit<SeriesToExamine, 'columns'>; result: Examined }[] = [];
    for (const of of asked) {
      const series = { unit: of.series.unit, watch: watchOf(of.series.metric, of.device?.device_type) };
      const result = examineSeries({ ...series, columns: await columnsOf(of) }, examination);
      courses.set(of, result.course);
      examined.push({ of, series, result });
      counts.examined += result.examined;
      counts.left_out += result.left_out;
      if (result.isNew) counts.short += 1;
    }
    const groups = new Map<PeerScope, PeerGroup>();
    for (const { of, series, result } of examined) {
      await yieldToOthers();
      signal.throwIfAborted();
      const scope = scopes.get(of);
      const group = scope && (groups.get(scope) ?? groupOf(scope, courses, grid));
      if (scope && group) groups.set(scope, group);
      for (const episode of concludeSeries(series, result, examination, group)) found.push({ episode, of });
    }
  }
  return {
    found,
    readings_examined: counts.examined,
    ...(counts.left_out > 0 ? { readings_left_out: counts.left_out } : {}),
    ...(counts.short > 0 ? { series_with_short_history: counts.short } : {}),
  };
}

function groupOf({ place, members }: PeerScope, courses: ReadonlyMap<SelectedSeries, PeerCourse>, grid: PeerGrid) {
  return new PeerGroup(
    place,
    members.flatMap((member) => courses.get(member) ?? []),
    grid,
  );
}

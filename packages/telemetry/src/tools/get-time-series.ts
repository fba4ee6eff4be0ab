import { type BuildingTime, Instant, NexusError, Quality, Window, WindowEnd, WindowStart } from '@nexus/models';
import * as z from 'zod';
import { coverageFields, LeftOut } from '../answers/coverage.ts';
import { deviceArgument, metricArgument } from '../arguments/series.ts';
import { defineTool } from '../deps.ts';
import { bucketsWithin } from '../domain/buckets.ts';
import { coverageOf, gapsIn, goodReadings, meanInterval } from '../domain/coverage.ts';
import { hundredths, tidy } from '../domain/tidy.ts';
import { findSeries } from '../lookup/find-series.ts';
import type { Columns } from '../store/index.ts';
import { QUALITIES } from '../store/store.ts';

const DAY_MS = 86_400_000;
/** What fits into 8,000 tokens, at about 25 a sample and 46 a bucket. */
const MOST_SAMPLES = 280;
const MOST_BUCKETS = 160;
const MAX_GAPS = 20;

export const getTimeSeries = defineTool({
  name: 'get_time_series',
  title: 'Course of a metric',
  description:
    'One metric of one device over a window (default the last 24 h). Up to max_points samples as they are; more are put ' +
    'into buckets of a human length (5 min, 1 h, 1 d) with mean, min and max, so that peaks survive. Says where gaps are.',
  access: 'read',
  input: z.strictObject({
    device_id: deviceArgument,
    metric: metricArgument,
    start: WindowStart,
    end: WindowEnd,
    max_points: z
      .int()
      .min(2)
      .max(1000)
      .default(200)
      .describe(
        `48 show a day well, and cost a quarter of 200. An answer holds ${MOST_SAMPLES} samples or ${MOST_BUCKETS} buckets at most; narrow the window for more.`,
      ),
  }),
  output: z.object({
    metric: z.string(),
    unit: z.string(),
    window: Window,
    method: z.enum(['raw', 'buckets']),
    bucket: z.string().optional().describe('Length such as 5 min; buckets begin where the clock of the building does.'),
    usual_n: z.int().optional().describe('Good readings in most of the buckets.'),
    left_out: LeftOut.optional(),
    source_points: z.int().describe('Readings in the window.'),
    returned_points: z.int(),
    ...coverageFields,
    points: z
      .array(
        z.object({
          t: Instant,
          v: z.number().optional().describe('raw: the value.'),
          q: Quality.optional().describe('raw: the quality when it is not good.'),
          mean: z.number().optional().describe('buckets: also min and max where those are absent.'),
          min: z.number().optional(),
          max: z.number().optional(),
          n: z.int().optional().describe('buckets: where it is not usual_n.'),
        }),
      )
      .describe('By time; a bucket bears its start.'),
    gaps: z.array(Window).optional().describe('Longer than 2.5 usual intervals.'),
    gaps_omitted: z.int().optional(),
    readings_exist: Window.optional().describe('When the window is empty: first and last reading of the series.'),
  }),
  async run({ device_id, metric, start, end, max_points }, { deps, time }) {
    const { device, series } = await findSeries(deps, device_id, metric);
    const window = time.window({ start, end }, { span_ms: DAY_MS });
    const columns = await deps.telemetry.range(device.device_id, series.metric, window);
    const interval_ms = meanInterval(series);
    const { coverage_pct, good_pct, left_out } = coverageOf(columns, window, time.nowMs(), interval_ms);
    const gaps = gapsIn(columns, window, time.nowMs(), interval_ms);
    const course =
      columns.n <= Math.min(max_points, MOST_SAMPLES)
        ? { method: 'raw' as const, points: samples(columns, time) }
        : { method: 'buckets' as const, ...buckets(columns, Math.min(max_points, MOST_BUCKETS), time) };
    return {
      metric: series.metric,
      unit: series.unit,
      window: time.onWire(window),
      source_points: columns.n,
      returned_points: course.points.length,
      coverage_pct,
      good_pct,
      ...course,
      ...(course.method === 'buckets' && Object.keys(left_out).length > 0 ? { left_out } : {}),
      ...(gaps.length > 0 ? { gaps: gaps.slice(0, MAX_GAPS).map((gap) => time.onWire(gap)) } : {}),
      ...(gaps.length > MAX_GAPS ? { gaps_omitted: gaps.length - MAX_GAPS } : {}),
      ...(columns.n === 0
        ? { readings_exist: time.onWire({ start_ms: series.first_ms, end_ms: series.last_ms }) }
        : {}),
    };
  },
});

function samples({ n, timestamp_ms, value, quality }: Columns, time: BuildingTime) {
  return Array.from({ length: n }, (_, i) => {
    const q = QUALITIES[quality[i] ?? 0] ?? 'bad';
    return {
      t: time.iso(timestamp_ms[i] ?? 0),
      ...(q === 'missing' ? {} : { v: tidy(value[i] ?? 0) }),
      ...(q === 'good' ? {} : { q }),
    };
  });
}

function buckets(columns: Columns, limit: number, time: BuildingTime) {
  const good = goodReadings(columns);
  const divided = bucketsWithin(limit, good.timestamp_ms, good.value, time);
  if (!divided) {
    throw new NexusError('limit_exceeded', 'The window is too long for so few points, even by months.', {
      hint: 'Narrow the window or raise max_points.',
    });
  }
  const usual_n = mostFrequent(divided.buckets.map(({ n }) => n));
  const points = divided.buckets.map(({ start_ms, n, ...bucket }) => {
    const [mean, min, max] = [hundredths(bucket.mean), hundredths(bucket.min), hundredths(bucket.max)];
    return {
      t: time.iso(start_ms),
      mean,
      ...(min === mean && max === mean ? {} : { min, max }),
      ...(n === usual_n ? {} : { n }),
    };
  });
  return { bucket: divided.length.label, ...(usual_n === undefined ? {} : { usual_n }), points };
}

/** The greatest of several that are equally frequent. */
function mostFrequent(numbers: readonly number[]): number | undefined {
  const groups = [...Map.groupBy(numbers, (number) => number).values()];
  groups.sort((a, b) => b.length - a.length || (b[0] ?? 0) - (a[0] ?? 0));
  return groups[0]?.[0];
}

import { Instant, Window, WindowEnd, WindowStart } from '@nexus/models';
import * as z from 'zod';
import { coverageFields, LeftOut } from '../answers/coverage.ts';
import { deviceArgument, metricArgument } from '../arguments/series.ts';
import { defineTool } from '../deps.ts';
import { coverageOf, goodReadings, meanInterval } from '../domain/coverage.ts';
import { type Distribution, distributionOf } from '../domain/distribution.ts';
import { tidy } from '../domain/tidy.ts';
import { findSeries } from '../lookup/find-series.ts';

const DAY_MS = 86_400_000;

const At = z.object({ timestamp: Instant, value: z.number() });

export const getStatistics = defineTool({
  name: 'get_statistics',
  title: 'Statistics of a metric',
  description:
    'Count, extremes, mean, median, standard deviation and percentiles of one metric of one device over a window ' +
    '(default the last 24 h). Good readings only. For energy use get_energy_report: a meter only counts up.',
  access: 'read',
  input: z.strictObject({ device_id: deviceArgument, metric: metricArgument, start: WindowStart, end: WindowEnd }),
  output: z.object({
    metric: z.string(),
    unit: z.string(),
    window: Window,
    count: z.int(),
    min: z.number().optional(),
    max: z.number().optional(),
    mean: z.number().optional(),
    median: z.number().optional(),
    stddev: z.number().optional().describe('Of a sample, n − 1.'),
    p05: z.number().optional().describe('5th percentile, by linear interpolation.'),
    p95: z.number().optional(),
    first: At.optional(),
    last: At.optional(),
    ...coverageFields,
    left_out: LeftOut.optional(),
    readings_exist: Window.optional().describe('When the window is empty: first and last reading of the series.'),
  }),
  async run({ device_id, metric, start, end }, { deps, time }) {
    const { device, series } = await findSeries(deps, device_id, metric);
    const window = time.window({ start, end }, { span_ms: DAY_MS });
    const columns = await deps.telemetry.range(device.device_id, series.metric, window);
    const good = goodReadings(columns);
    const distribution = distributionOf(good.value);
    const coverage = coverageOf(columns, window, time.nowMs(), meanInterval(series));
    const at = (index: number) => ({
      timestamp: time.iso(good.timestamp_ms.at(index) ?? 0),
      value: tidy(good.value.at(index) ?? 0),
    });
    return {
      metric: series.metric,
      unit: series.unit,
      window: time.onWire(window),
      count: good.value.length,
      ...(distribution ? { ...tidied(distribution), first: at(0), last: at(-1) } : {}),
      coverage_pct: coverage.coverage_pct,
      good_pct: coverage.good_pct,
      ...(Object.keys(coverage.left_out).length > 0 ? { left_out: coverage.left_out } : {}),
      ...(columns.n === 0
        ? { readings_exist: time.onWire({ start_ms: series.first_ms, end_ms: series.last_ms }) }
        : {}),
    };
  },
});

function tidied({ stddev, ...rest }: Distribution) {
  const { min, max, mean, median, p05, p95 } = rest;
  return {
    min: tidy(min),
    max: tidy(max),
    mean: tidy(mean),
    median: tidy(median),
    ...(stddev === undefined ? {} : { stddev: tidy(stddev) }),
    p05: tidy(p05),
    p95: tidy(p95),
  };
}

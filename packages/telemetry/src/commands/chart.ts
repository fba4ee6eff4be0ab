import { styleText } from 'node:util';
import { type BuildingTime, NexusError } from '@nexus/models';
import type { Command } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';
import { coverageOf, goodReadings, meanInterval } from '../domain/coverage.ts';
import { distributionOf } from '../domain/distribution.ts';
import { findSeries } from '../lookup/find-series.ts';

const DAY_MS = 86_400_000;
const TERMINAL_WIDTH = 80;

export const chartCommand: Command<Deps> = {
  name: 'chart',
  description: 'Draws one metric of one device in the terminal.',
  usage: 'DEVICE METRIC [--start -24h] [--end now] [--width 80] [--height 12] [--ascii] [--json]',
  options: {
    start: { type: 'string', description: 'RFC 3339, YYYY-MM-DD, -24h (the default), -7d, yesterday, last_week, …' },
    end: { type: 'string', description: 'The same forms; by default now, or the end of the period that start names.' },
    width: { type: 'string', description: "Characters of a line; by default the terminal's." },
    height: { type: 'string', description: 'Lines of the plot; by default 12.' },
    ascii: { type: 'boolean', description: 'Draw with plain ASCII characters.' },
    json: { type: 'boolean', description: 'Print what would be drawn as one JSON object.' },
  },
  positionals: true,
  async run({ options, positionals }, { deps, time, print }) {
    const [device, metric, ...others] = positionals;
    if (device === undefined || metric === undefined || others.length > 0) {
      throw new NexusError('invalid_argument', 'Name a device and a metric.', {
        hint: 'Such as: nexus-telemetry chart OFFICE-1 temperature --start -7d',
      });
    }
    const { start, end } = options;
    const given = { start: textOf(start), end: textOf(end) };
    const chart = await seriesChart(deps, { device, metric, ...given }, time);
    if (options['json'] === true) {
      print(JSON.stringify({ ...chart, window: time.onWire(chart.window), points: chart.points.map(onWire(time)) }));
      return 0;
    }
    const { CHART_HEIGHT, CHART_WIDTH, drawChart } = await import('@nexus/models/chart');
    const width = Math.min(CHART_WIDTH.most, Math.max(CHART_WIDTH.least, process.stdout.columns ?? TERMINAL_WIDTH));
    const style = {
      width: wholeNumber('width', options['width'], width, CHART_WIDTH),
      height: wholeNumber('height', options['height'], CHART_HEIGHT.usual, CHART_HEIGHT),
      ascii: options['ascii'] === true,
      paint: (symbol: string) => styleText('cyan', symbol, { stream: process.stdout }),
    };
    print(drawChart(chart, style, time));
    return 0;
  },
};

async function seriesChart(
  deps: Deps,
  asked: { device: string; metric: string; start: string | undefined; end: string | undefined },
  time: BuildingTime,
) {
  const { device, series } = await findSeries(deps, asked.device, asked.metric);
  const window = time.window(asked, { span_ms: DAY_MS });
  const columns = await deps.telemetry.range(device.device_id, series.metric, window);
  const good = goodReadings(columns);
  const { coverage_pct, left_out } = coverageOf(columns, window, time.nowMs(), meanInterval(series));
  const { min, mean, max } = distributionOf(good.value) ?? {};
  const { registered, device_id } = device;
  return {
    name: registered ? `${registered.name} (${device_id})` : device_id,
    metric: series.metric,
    unit: series.unit,
    window,
    summary: { count: good.value.length, min, mean, max, coverage_pct, left_out },
    points: Array.from(good.value, (value, i) => ({
      t_ms: good.timestamp_ms[i] ?? 0,
      mean: value,
      min: value,
      max: value,
      n: 1,
    })),
  };
}

function onWire(time: BuildingTime) {
  return ({ t_ms, mean }: { t_ms: number; mean: number }) => ({ t: time.iso(t_ms), v: mean });
}

function textOf(option: string | boolean | undefined): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

function wholeNumber(
  name: string,
  given: string | boolean | undefined,
  usual: number,
  { least, most }: { least: number; most: number },
): number {
  if (given === undefined) return usual;
  const number = Number(given);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new NexusError('invalid_argument', `--${name} must be a whole number from ${least} to ${most}.`);
}

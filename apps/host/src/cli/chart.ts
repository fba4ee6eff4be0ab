import { BuildingTime } from '@nexus/models';
import { CHART_HEIGHT, CHART_WIDTH, type ChartPoint, drawChart } from '@nexus/models/chart';
import * as z from 'zod';
import { resultText } from '../loop/tool-result.ts';
import { coloursFor } from './colours.ts';
import { EXIT } from './exit-codes.ts';
import { type HostFlags, withHost } from './with-host.ts';

const TERMINAL_WIDTH = 80;
/** The server takes fewer where they would make its answer too long. */
const MOST_POINTS = 1000;

export interface ChartFlags extends HostFlags {
  readonly start?: string;
  readonly end?: string;
  readonly width?: number;
  readonly height?: number;
  readonly ascii?: boolean;
  readonly json?: boolean;
}

const Window = z.object({ start: z.string(), end: z.string() });

/** What the chart needs of `get_time_series`. */
const Series = z.object({
  metric: z.string(),
  unit: z.string(),
  window: Window,
  usual_n: z.number().optional(),
  gaps: z.array(Window).optional(),
  points: z.array(
    z.object({
      t: z.string(),
      v: z.number().optional(),
      q: z.string().optional(),
      mean: z.number().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
      n: z.number().optional(),
    }),
  ),
});

/** And of `get_statistics`. */
const Statistics = z.object({
  count: z.number(),
  min: z.number().optional(),
  mean: z.number().optional(),
  max: z.number().optional(),
  coverage_pct: z.number(),
  left_out: z.record(z.string(), z.number()).optional(),
});

/** Draws a series that the tools of a server tell of. @returns 1 when a tool reports an error. */
export async function chart(device: string, metric: string, flags: ChartFlags): Promise<number> {
  return await withHost(flags, async (host, signal) => {
    const { start, end } = flags;
    const asked = { device_id: device, metric, ...(start && { start }), ...(end && { end }) };
    const course = await host.callTool('get_time_series', { ...asked, max_points: MOST_POINTS }, { signal });
    if (course.isError === true) {
      console.error(resultText(course, Number.POSITIVE_INFINITY));
      return EXIT.failed;
    }
    const series = Series.parse(course.structuredContent);
    // The same window, though time has gone on.
    const figures = await host.callTool('get_statistics', { ...asked, ...series.window }, { signal });
    if (figures.isError === true) {
      console.error(resultText(figures, Number.POSITIVE_INFINITY));
      return EXIT.failed;
    }
    const summary = Statistics.parse(figures.structuredContent);
    if (flags.json === true) {
      console.log(JSON.stringify({ ...series, summary }));
      return EXIT.ok;
    }
    const width = flags.width ?? Math.min(CHART_WIDTH.most, Math.max(CHART_WIDTH.least, terminalWidth()));
    const style = {
      width,
      height: flags.height ?? CHART_HEIGHT.usual,
      ascii: flags.ascii ?? false,
      paint: coloursFor(process.stdout).cyan,
    };
    const drawn = {
      ...series,
      name: device,
      window: instants(series.window),
      points: pointsOf(series),
      gaps: series.gaps?.map(instants),
      summary,
    };
    console.log(drawChart(drawn, style, new BuildingTime({ zone: host.timeZone })));
    return EXIT.ok;
  });
}

/** Good readings as they are, and buckets with what they leave unsaid. */
function pointsOf({ points, usual_n = 1 }: z.infer<typeof Series>): ChartPoint[] {
  return points.flatMap(({ t, v, q, mean = v, min = mean, max = mean, n = usual_n }) =>
    q !== undefined || mean === undefined || min === undefined || max === undefined
      ? []
      : [{ t_ms: Date.parse(t), mean, min, max, n }],
  );
}

function instants({ start, end }: z.infer<typeof Window>) {
  return { start_ms: Date.parse(start), end_ms: Date.parse(end) };
}

function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : TERMINAL_WIDTH;
}

import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { type Batch, DAY_MS, deviceName, HOUR_MS, seriesNames } from '../building.ts';
import { type Answering, type Engine, OUTLIER_DEVICES, type Points } from './engine.ts';
import { answering, freePort } from '../free-port.ts';
import { startServer } from '../server-process.ts';
import { outliersOf } from './figures.ts';

interface Labelled {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [seconds: number, value: string])[];
  readonly value: readonly [seconds: number, value: string];
}

/** VictoriaMetrics on loopback. It keeps neither quality nor missing readings. */
export class VictoriaMetrics implements Engine, Answering {
  readonly name = 'VictoriaMetrics';
  readonly #port: number;
  readonly #stop: () => Promise<void>;
  readonly #names;
  readonly #end_ms: number;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(port: number, series: number, end_ms: number, stop: () => Promise<void>) {
    this.#port = port;
    this.#stop = stop;
    this.#names = seriesNames(series);
    this.#end_ms = end_ms;
  }

  /** @returns `undefined` where VictoriaMetrics is not installed. */
  static async start(folder: string, series: number, end_ms = 0): Promise<VictoriaMetrics | undefined> {
    const port = await freePort();
    const flags = {
      storageDataPath: join(folder, 'victoria-metrics'),
      httpListenAddr: `127.0.0.1:${port}`,
      retentionPeriod: '100y',
      loggerLevel: 'ERROR',
    };
    const stop = await startServer(
      'victoria-metrics',
      Object.entries(flags).map(([name, value]) => `-${name}=${value}`),
    );
    if (!stop) return undefined;
    const engine = new VictoriaMetrics(port, series, end_ms, stop);
    await answering(() => engine.#send('GET', '/health'));
    return engine;
  }

  ingest({ n, series, timestamp_ms, value }: Batch) {
    const lines: string[] = [];
    for (let i = 0; i < n; i += 1) {
      const each = value[i] ?? Number.NaN;
      if (Number.isNaN(each)) continue;
      lines.push(
        `r,d=${this.#name(series[i] ?? 0).device_id},m=${this.#name(series[i] ?? 0).metric} v=${each} ${timestamp_ms[i]}`,
      );
    }
    const body = lines.join('\n');
    return () => this.#send('POST', '/write?precision=ms', body);
  }

  /** Makes what was written answerable. */
  async flush(): Promise<void> {
    await this.#send('GET', '/internal/force_flush');
  }

  async day(series: number): Promise<Points> {
    const [points] = await this.#exported(this.#selector(series));
    if (points === undefined) throw new Error(`series ${series} is not there`);
    return points;
  }

  /** A look-back of an hour at the last millisecond of every hour is that hour. */
  async hourly(series: number) {
    const rollups = '("avg_over_time", "min_over_time", "max_over_time")';
    const answer = await this.#query('/api/v1/query_range', {
      query: `aggr_over_time(${rollups}, ${this.#selector(series)}[1h])`,
      start: String((this.#end_ms - 30 * DAY_MS + HOUR_MS - 1) / 1000),
      end: String((this.#end_ms - 1) / 1000),
      step: '1h',
    });
    const of = (rollup: string) => answer.find(({ metric }) => metric['rollup'] === rollup)?.values ?? [];
    const mins = of('min_over_time');
    const maxs = of('max_over_time');
    return of('avg_over_time').map(([seconds, mean], i) => ({
      hour_ms: Math.round(seconds * 1000) + 1 - HOUR_MS,
      mean: Number(mean),
      min: Number(mins[i]?.[1]),
      max: Number(maxs[i]?.[1]),
    }));
  }

  async weekMedian(series: number) {
    const [answer] = await this.#query('/api/v1/query', {
      query: `median_over_time(${this.#selector(series)}[7d])`,
      time: String((this.#end_ms - 1) / 1000),
    });
    return Number(answer?.value[1]);
  }

  async outliers(firstDevice: number) {
    const devices = Array.from({ length: OUTLIER_DEVICES }, (_, i) => deviceName(firstDevice + i));
    const all = await this.#exported(`r_v{d=~"${devices.join('|')}"}`);
    return all.reduce((sum, points) => sum + outliersOf(points), 0);
  }

  #name(series: number) {
    return this.#names[series] ?? { device_id: '', metric: '' };
  }

  #selector(series: number): string {
    const { device_id, metric } = this.#name(series);
    return `r_v{d="${device_id}",m="${metric}"}`;
  }

  async #exported(selector: string): Promise<Points[]> {
    const parameters = new URLSearchParams({
      'match[]': selector,
      start: String((this.#end_ms - DAY_MS) / 1000),
      end: String((this.#end_ms - 1) / 1000),
    });
    const lines = await this.#send('GET', `/api/v1/export?${parameters.toString()}`);
    return lines
      .trimEnd()
      .split('\n')
      .map((line) => {
        const { timestamps, values } = JSON.parse(line) as { timestamps: number[]; values: number[] };
        return {
          n: values.length,
          timestamp_ms: (i) => timestamps[i] ?? Number.NaN,
          value: (i) => values[i] ?? Number.NaN,
        };
      });
  }

  async #query(path: string, parameters: Readonly<Record<string, string>>): Promise<readonly Labelled[]> {
    const search = new URLSearchParams({ ...parameters, nocache: '1' }).toString();
    const answer = await this.#send('GET', `${path}?${search}`);
    return (JSON.parse(answer) as { data: { result: Labelled[] } }).data.result;
  }

  async #send(method: string, path: string, body?: string): Promise<string> {
    const sent = request({ host: '127.0.0.1', port: this.#port, agent: this.#agent, method, path }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await text(response);
    if ((response.statusCode ?? 500) < 300) return answer;
    throw new Error(`${path} answered ${response.statusCode}: ${answer.slice(0, 300)}`);
  }

  async [Symbol.asyncDispose]() {
    this.#agent.destroy();
    await this.#stop();
  }
}

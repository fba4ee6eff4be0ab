// Six questions to the same readings, against the plain layout (warm), DuckDB sorted by series, and VictoriaMetrics.
// Usage: node --conditions=@nexus/source bench/telemetry/queries.ts [--series 1000] [--days 31] [--rounds 15]
//          [--folder FOLDER] [--quick]
// FOLDER/nexus-bench keeps the databases for the next run (about 10 GB); delete one of its folders to fill only that
// engine again. All engines must agree: exactly, and on means and medians to 1 in 10⁹.
import { join } from 'node:path';
import { deviceName, METRICS_PER_DEVICE } from './building.ts';
import { assertSameHours, assertSameNumber, assertSamePoints, assertSameReadings } from './agreement.ts';
import { endOf, openEngines } from './data-set.ts';
import { type Answering, type Newest, OUTLIER_DEVICES } from './engines/engine.ts';
import { type Goal, judged, median, readable, timedMs, turned } from './measure.ts';
import { optionsOf } from './options.ts';
import { temporaryFolder } from './temporary-folder.ts';

const DEVICES_OF_A_ZONE = 50;
const AGAINST_OTHERS: Goal = { must: 1.5, stretch: 1, atLeast: false };

interface Named {
  readonly name: string;
}

interface Question<Engine, Answer> {
  readonly name: string;
  /** Times faster than the plain layout. */
  readonly goal: Goal;
  /** In one measurement, each for another series. */
  readonly calls: number;
  readonly ask: (engine: Engine, call: number) => Promise<Answer>;
  readonly assertSame: (ours: Answer, theirs: Answer, what: string) => void;
}

const options = optionsOf({
  series: { full: 1_000, quick: 500 },
  days: { full: 31, quick: 2 },
  rounds: { full: 15, quick: 3 },
});
const folder = options.folder === undefined ? temporaryFolder() : join(options.folder, 'nexus-bench');
const devices = options.series / METRICS_PER_DEVICE;
const anySeries = (call: number) => ((call + 1) * 7_919) % options.series;
const anyDevices = (call: number, count: number) => {
  const first = ((call + 1) * 7_919) % (devices - count + 1);
  return Array.from({ length: count }, (_, i) => first + i);
};

const newestOf = (
  name: string,
  count: number,
  calls: number,
): Question<Newest, Awaited<ReturnType<Newest['newest']>>> => ({
  name,
  goal: { must: 20, stretch: 80, atLeast: true },
  calls,
  ask: (engine, call) => engine.newest(anyDevices(call, count).map(deviceName)),
  assertSame: assertSameReadings,
});

const data = { folder, series: options.series, days: options.days };
const engines = await openEngines(data);
const { ours, plain, duckDb, victoriaMetrics } = engines;
const answering: Answering[] = [ours, plain];
if (duckDb) answering.push(duckDb);
else console.log('left out: DuckDB (npm install --prefix bench/telemetry --no-save @duckdb/node-api)');
if (victoriaMetrics) answering.push(victoriaMetrics);
else console.log('left out: VictoriaMetrics (install it to see it)');
const { readings } = await ours.store.info();
console.log(`${readings / 1e6} M readings of ${options.series} series up to ${new Date(endOf(data)).toISOString()}`);

const faster = (must: number, stretch: number): Goal => ({ must, stretch, atLeast: true });
await compare(answering, {
  name: '24 h of one series',
  goal: faster(12, 25),
  calls: 5,
  ask: (engine, call) => engine.day(anySeries(call)),
  assertSame: assertSamePoints,
});
await compare(answering, {
  name: '30 days, hourly mean, min, max',
  goal: faster(40, 60),
  calls: 1,
  ask: (engine, call) => engine.hourly(anySeries(call)),
  assertSame: assertSameHours,
});
await compare(answering, {
  name: '7 days, median',
  goal: faster(25, 40),
  calls: 1,
  ask: (engine, call) => engine.weekMedian(anySeries(call)),
  assertSame: assertSameNumber,
});
await compare(answering, {
  name: `outliers of ${OUTLIER_DEVICES * METRICS_PER_DEVICE} series in 24 h`,
  goal: faster(7, 15),
  calls: 1,
  ask: (engine, call) => engine.outliers(anyDevices(call, OUTLIER_DEVICES)[0] ?? 0),
  assertSame: assertSameNumber,
});
await compare([ours, plain], newestOf('newest values of a device', 1, 100));
await compare([ours, plain], newestOf(`newest values of ${DEVICES_OF_A_ZONE} devices`, DEVICES_OF_A_ZONE, 20));
await engines[Symbol.asyncDispose]();

/** In turns: medians of all rounds, after two that warm everything up. The first engine is ours, the second the plain layout. */
async function compare<Engine extends Named, Answer>(
  engines: readonly Engine[],
  { name, goal, calls, ask, assertSame }: Question<Engine, Answer>,
): Promise<void> {
  const times = new Map(engines.map((engine) => [engine, [] as number[]]));
  for (let round = -2; round < options.rounds; round += 1) {
    const answers = new Map<Engine, Answer[]>();
    for (const engine of turned(engines, round + 2)) {
      const given: Answer[] = [];
      const ms = await timedMs(async () => {
        for (let i = 0; i < calls; i += 1) given.push(await ask(engine, (round + 2) * calls + i));
      });
      answers.set(engine, given);
      if (round >= 0) times.get(engine)?.push(ms / calls);
    }
    const [reference = [], ...rest] = engines.map((engine) => answers.get(engine) ?? []);
    for (const [i, theirs] of rest.entries()) {
      for (const [call, answer] of theirs.entries()) {
        assertSame(reference[call] as Answer, answer, `${name}, ours and ${engines[i + 1]?.name}`);
      }
    }
  }
  const [ours = Number.NaN, plain = Number.NaN, ...others] = engines.map((engine) => median(times.get(engine) ?? []));
  console.log(`${name}: ours ${readable(ours)} ms`);
  console.log(`  plain layout ${readable(plain)} ms: ${judged(plain / ours, goal, ' × faster')}`);
  for (const [i, ms] of others.entries()) {
    console.log(`  ${engines[i + 2]?.name} ${readable(ms)} ms: ${judged(ours / ms, AGAINST_OTHERS, ' × its time')}`);
  }
}

// Batches of 10,000 readings through the library, against the plain layout, PostgreSQL's COPY and DuckDB's appender.
// Usage: node --conditions=@nexus/source bench/telemetry/ingest.ts [--series 5000] [--readings 20000000]
//          [--plain 5000000] [--rounds 20] [--quick]
// --plain is how many readings the plain layout holds before it is timed: it slows down as it grows. PostgreSQL and
// DuckDB are given numbered series and columns; ours is given objects with texts, and seals within its time.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Building } from './building.ts';
import { DuckDb } from './engines/duckdb.ts';
import type { Engine } from './engines/engine.ts';
import { Ours } from './engines/ours.ts';
import { Plain } from './engines/plain.ts';
import { Postgres } from './engines/postgres.ts';
import { bytesUnder, judged, median, readable, timedMs, turned } from './measure.ts';
import { optionsOf } from './options.ts';
import { temporaryFolder } from './temporary-folder.ts';

const BATCH = 10_000;
const BATCHES_OF_OTHERS = 10;
const AGAINST_PLAIN = { must: 8, stretch: 30, atLeast: true };
const AGAINST_POSTGRES = { must: 0.9, atLeast: true };
const AGAINST_DUCKDB = { must: 2, atLeast: true };
const BYTES = { must: 2, stretch: 1.55, atLeast: false };

const options = optionsOf({
  series: { full: 5_000, quick: 500 },
  readings: { full: 20_000_000, quick: 200_000 },
  plain: { full: 5_000_000, quick: 50_000 },
  rounds: { full: 20, quick: 4 },
});
const folder = temporaryFolder(options.folder);
chmodSync(folder, 0o755); // PostgreSQL runs as another user
const oursFolder = join(folder, 'ours');
mkdirSync(oursFolder);

/** One engine in the race: what it stored, and how long each call took. */
class Lane {
  readonly engine: Engine;
  readonly batchesARound: number;
  readonly roundMs: number[] = [];
  readings = 0;
  closingMs = 0;
  longestMs = 0;
  /** Of this process, all threads; a server's own is not in it. */
  cpuMicroseconds = 0;
  readonly #batches;

  constructor(engine: Engine, batchesARound: number) {
    this.engine = engine;
    this.batchesARound = batchesARound;
    this.#batches = new Building(options.series).batches(Number.POSITIVE_INFINITY, BATCH);
  }

  async round(): Promise<void> {
    let total = 0;
    for (let i = 0; i < this.batchesARound; i += 1) {
      const batch = this.next();
      const ingest = this.engine.ingest(batch);
      const before = process.cpuUsage();
      const ms = await timedMs(ingest);
      const { user, system } = process.cpuUsage(before);
      this.cpuMicroseconds += user + system;
      total += ms;
      this.longestMs = Math.max(this.longestMs, ms);
      this.readings += batch.n;
    }
    this.roundMs.push(total);
  }

  next() {
    const { value } = this.#batches.next();
    if (!value) throw new Error('a generator without end has ended');
    return value;
  }

  /** All of them by all of the time, so that no seldom but long work is left out. */
  get readingsPerMs(): number {
    return this.readings / this.roundMs.reduce((sum, ms) => sum + ms, this.closingMs);
  }

  get medianPerMs(): number {
    return (this.batchesARound * BATCH) / median(this.roundMs);
  }
}

const ours = new Lane(
  await Ours.open(oursFolder, options.series),
  Math.ceil(options.readings / BATCH / options.rounds),
);
const plainEngine = new Plain(folder, options.series);
plainEngine.index();
const plain = new Lane(plainEngine, BATCHES_OF_OTHERS);
for (let filled = 0; filled < options.plain; filled += BATCH) plainEngine.fill(plain.next());
const lanes = [ours, plain];
const postgres = await Postgres.start(folder);
if (postgres) lanes.push(new Lane(postgres, BATCHES_OF_OTHERS));
else console.log('left out: PostgreSQL (install its server to see it)');
const duckDb = await DuckDb.open(folder);
if (duckDb) lanes.push(new Lane(duckDb, BATCHES_OF_OTHERS));
else console.log('left out: DuckDB (npm install --prefix bench/telemetry --no-save @duckdb/node-api)');

for (let round = 0; round < options.rounds; round += 1) {
  for (const lane of turned(lanes, round)) await lane.round();
}
ours.closingMs = await timedMs(async () => ours.engine[Symbol.asyncDispose]());

console.log(`${options.series} series; the plain layout held ${options.plain / 1e6} M readings before`);
for (const { engine, readings, readingsPerMs, medianPerMs, longestMs, cpuMicroseconds } of lanes) {
  console.log(
    `${engine.name.padEnd(16)} ${readable(readingsPerMs).padStart(6)} k readings/s over ${readable(readings / 1e6)} M, ` +
      `median round ${readable(medianPerMs)}, longest call ${readable(longestMs)} ms, ` +
      `${readable(cpuMicroseconds / readings)} µs of CPU a reading in this process`,
  );
}
const goals = { [plain.engine.name]: AGAINST_PLAIN, 'PostgreSQL COPY': AGAINST_POSTGRES, DuckDB: AGAINST_DUCKDB };
for (const lane of lanes.slice(1)) {
  const goal = goals[lane.engine.name];
  const ratio = ours.readingsPerMs / lane.readingsPerMs;
  if (goal) console.log(`against ${lane.engine.name}: ${judged(ratio, goal, ' ×')}`);
}
console.log(`on disk: ${judged(bytesUnder(oursFolder) / ours.readings, BYTES, ' bytes a reading')}`);
for (const lane of lanes.slice(1)) await lane.engine[Symbol.asyncDispose]();

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Batch, BEGIN_MS, Building, DAY_MS } from './building.ts';
import { DuckDb } from './engines/duckdb.ts';
import { Ours } from './engines/ours.ts';
import { Plain } from './engines/plain.ts';
import { VictoriaMetrics } from './engines/victoria-metrics.ts';

export interface DataSet {
  readonly folder: string;
  readonly series: number;
  readonly days: number;
}

/** The same readings in every engine that is installed. */
export interface Engines extends AsyncDisposable {
  readonly ours: Ours;
  readonly plain: Plain;
  readonly duckDb: DuckDb | undefined;
  readonly victoriaMetrics: VictoriaMetrics | undefined;
}

type Name = 'ours' | 'plain' | 'duckdb' | 'victoria-metrics';

const NAMES: readonly Name[] = ['ours', 'plain', 'duckdb', 'victoria-metrics'];
const BATCH = 10_000;
const MINUTES_A_DAY = 1_440;

export function endOf({ days }: Pick<DataSet, 'days'>): number {
  return BEGIN_MS + days * DAY_MS;
}

/**
 * Opens the databases of the folder, after filling those that are not there or were interrupted.
 *
 * @throws {Error} when they hold other data: to fill them again may take long, so nothing is deleted unasked.
 */
export async function openEngines(data: DataSet): Promise<Engines> {
  const description = JSON.stringify({ series: data.series, days: data.days });
  const stamp = (name: Name) => join(data.folder, name, 'data-set.json');
  const toFill = NAMES.filter((name) => !existsSync(stamp(name)));
  for (const name of NAMES.filter((name) => !toFill.includes(name))) {
    const found = readFileSync(stamp(name), 'utf8');
    if (found !== description) throw new Error(`${join(data.folder, name)} holds ${found}: delete it, or ask for that`);
  }
  for (const name of toFill) {
    rmSync(join(data.folder, name), { recursive: true, force: true });
    mkdirSync(join(data.folder, name), { recursive: true });
  }
  if (toFill.length > 0) await fill(data, toFill);
  for (const name of toFill) writeFileSync(stamp(name), description);
  return await open(data);
}

async function open({ folder, series, days }: DataSet): Promise<Engines> {
  const end_ms = endOf({ days });
  const ours = await Ours.open(join(folder, 'ours'), series, end_ms);
  const plain = new Plain(join(folder, 'plain'), series, end_ms);
  const duckDb = await DuckDb.open(join(folder, 'duckdb'), end_ms);
  const victoriaMetrics = await VictoriaMetrics.start(join(folder, 'victoria-metrics'), series, end_ms);
  return {
    ours,
    plain,
    duckDb,
    victoriaMetrics,
    async [Symbol.asyncDispose]() {
      for (const engine of [ours, plain, duckDb, victoriaMetrics]) await engine?.[Symbol.asyncDispose]();
    },
  };
}

async function fill(data: DataSet, names: readonly Name[]): Promise<void> {
  const engines = await open(data);
  const { ours, plain, duckDb, victoriaMetrics } = engines;
  const take: Record<Name, (batch: Batch) => unknown> = {
    ours: (batch) => ours.ingest(batch)(),
    plain: (batch) => plain.fill(batch),
    duckdb: (batch) => duckDb?.ingest(batch)(),
    'victoria-metrics': (batch) => victoriaMetrics?.ingest(batch)(),
  };
  for (const batch of new Building(data.series).batches(data.days * MINUTES_A_DAY, BATCH)) {
    for (const name of names) await take[name](batch);
  }
  // Made at the end the index is denser than one that grew, which is kind to the plain layout.
  if (names.includes('plain')) plain.index();
  if (names.includes('duckdb')) await duckDb?.sort();
  if (names.includes('victoria-metrics')) await victoriaMetrics?.flush();
  await engines[Symbol.asyncDispose]();
}

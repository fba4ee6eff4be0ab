import { stat } from 'node:fs/promises';
import { NexusError } from '@nexus/models';
import type { Command, CommandContext } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';
import { describeImport, ImportTally } from '../ingest/import-tally.ts';
import { type BadRow, type GoodRow, ReadingRows } from '../ingest/reading-rows.ts';

const BATCH = 10_000;

export const importCommand: Command<Deps> = {
  name: 'import',
  description: 'Stores the readings of a CSV file: all of them or, when a row is bad, none.',
  usage: 'readings.csv [--dry-run] [--skip-bad] [--json]',
  options: {
    'dry-run': { type: 'boolean', description: 'Only check the file, and tell what is in it.' },
    'skip-bad': { type: 'boolean', description: 'Store the good rows, and name the bad ones.' },
    json: { type: 'boolean', description: 'Report as one JSON object.' },
  },
  positionals: true,
  async run({ options, positionals }, context) {
    const { deps, time, signal } = context;
    const [path, ...others] = positionals;
    if (path === undefined || others.length > 0) {
      throw new NexusError('invalid_argument', 'Name one CSV file.', {
        hint: 'Its columns are device_id,metric,timestamp,value and, if you like, unit,quality.',
      });
    }
    const dryRun = options['dry-run'] === true;
    if (deps.readOnly && !dryRun)
      throw new NexusError('permission_denied', 'The server is read-only; nothing was imported.');
    const version = await versionOf(path);
    const tally = new ImportTally({ dryRun });
    await check(path, tally, context);
    const isSound = tally.bad === 0 || options['skip-bad'] === true;
    if (isSound && !dryRun) {
      if ((await versionOf(path)) !== version) {
        throw new NexusError('conflict', `${path} changed while it was checked; nothing was imported.`, {
          hint: 'Import it again when nothing writes to it.',
        });
      }
      await store(path, tally, context);
    }
    const report = tally.report(time, await unregistered(deps, tally.deviceIds()));
    context.print(options['json'] === true ? JSON.stringify(report) : describeImport(path, report));
    signal.throwIfAborted();
    return report.imported || (dryRun && isSound) ? 0 : 1;
  },
};

/** The first pass changes nothing, and finds every bad row. */
async function check(path: string, tally: ImportTally, context: CommandContext<Deps>): Promise<void> {
  for await (const row of rowsOf(path, context)) {
    tally.check(row);
    if (tally.rows % BATCH !== 0) continue;
    context.signal.throwIfAborted();
    context.status(`Checking ${path}: ${tally.rows} rows`);
  }
}

/** The second pass; when it is interrupted the tally tells what is stored by then. */
async function store(path: string, tally: ImportTally, context: CommandContext<Deps>): Promise<void> {
  let batch: GoodRow[] = [];
  const put = async () => {
    tally.store(await context.deps.telemetry.ingest(batch.map(({ reading }) => reading)), batch);
    batch = [];
    context.status(`Storing ${path}: ${tally.stored} of ${tally.good} readings`);
  };
  for await (const row of rowsOf(path, context)) {
    if ('fault' in row) continue;
    batch.push(row);
    if (batch.length === BATCH) await put();
    if (context.signal.aborted) return;
  }
  await put();
  tally.complete();
}

async function* rowsOf(path: string, { deps, time }: CommandContext<Deps>): AsyncGenerator<GoodRow | BadRow> {
  let rows: ReadingRows | undefined;
  const { csvRecords } = await import('../ingest/csv-records.ts');
  for await (const record of csvRecords(path)) {
    if (rows) yield rows.read(record);
    else rows = new ReadingRows(record, await deps.telemetry.series({}), time);
  }
  if (!rows) throw new NexusError('invalid_argument', `${path} is empty.`, { hint: 'It must begin with a header.' });
}

async function unregistered(deps: Deps, ids: readonly string[]): Promise<string[]> {
  const registry = await deps.registry();
  if (!registry) return [];
  const known = new Set((await registry.devicesById(ids)).map(({ device_id }) => device_id));
  return ids.filter((id) => !known.has(id));
}

/** Changes when the file does. @throws {NexusError} `not_found` when there is none. */
async function versionOf(path: string): Promise<string> {
  const file = await stat(path).catch((cause: unknown) => {
    throw new NexusError('not_found', `${path} does not exist or cannot be read.`, { cause });
  });
  if (!file.isFile()) throw new NexusError('invalid_argument', `${path} is no file.`);
  return `${file.size}/${file.mtimeMs}`;
}

import { createWriteStream } from 'node:fs';
import { realpath, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NexusError } from '@nexus/models';
import type { Command, CommandContext } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';
import { LocalClock } from '../domain/anomalies/local-clock.ts';
import { RowScorer } from '../domain/anomalies/row-scorer.ts';

const ROWS_PER_STATUS = 10_000;
const MAX_FAULTS = 20;
const ANOMALOUS = 0.5;
/** Digits after the point: more than any threshold needs. */
const DECIMALS = 9;

interface Tally {
  rows: number;
  anomalous: number;
  without_value: number;
  bad: number;
  readonly faults: { readonly line: number; readonly fault: string }[];
}

export const detectCommand: Command<Deps> = {
  name: 'detect',
  description: 'Scores every row of a CSV file with one series: 0 is usual, 0.5 and more anomalous, 1 the most.',
  usage: 'series.csv --out scores.csv [--json]',
  options: {
    out: { type: 'string', description: 'File for the columns timestamp,score; replaced when it exists.' },
    json: { type: 'boolean', description: 'Report as one JSON object.' },
  },
  positionals: true,
  async run({ options, positionals }, context) {
    const [path, ...others] = positionals;
    const { out } = options;
    if (path === undefined || others.length > 0 || typeof out !== 'string' || out === '') {
      throw new NexusError('invalid_argument', 'Name one CSV file, and with --out the file for its scores.', {
        hint: 'The columns of the first are timestamp,value; those of the second will be timestamp,score.',
      });
    }
    await refuseOverwriting(path, out);
    const tally: Tally = { rows: 0, anomalous: 0, without_value: 0, bad: 0, faults: [] };
    // Whoever reads the scores never sees half of them.
    const unfinished = `${out}.${process.pid}.part`;
    try {
      await pipeline(Readable.from(scoredLines(path, tally, context)), createWriteStream(unfinished), {
        signal: context.signal,
      });
      if (tally.bad === 0) await rename(unfinished, out);
    } catch (error) {
      throw writable(error, out);
    } finally {
      await rm(unfinished, { force: true });
    }
    context.print(options['json'] === true ? JSON.stringify(tally) : describe(path, out, tally));
    return tally.bad === 0 ? 0 : 1;
  },
};

/** Goes on after a bad row to find the others. */
async function* scoredLines(
  path: string,
  tally: Tally,
  { time, status }: CommandContext<Deps>,
): AsyncGenerator<string> {
  const scorer = new RowScorer();
  const clock = new LocalClock(time);
  yield 'timestamp,score\n';
  const { seriesRows } = await import('../ingest/series-rows.ts');
  for await (const row of seriesRows(path, time)) {
    tally.rows += 1;
    if (tally.rows % ROWS_PER_STATUS === 0) status(`Scoring ${path}: ${tally.rows} rows`);
    if ('fault' in row) {
      tally.bad += 1;
      if (tally.faults.length < MAX_FAULTS) tally.faults.push(row);
      continue;
    }
    const { timestamp, timestamp_ms, value } = row;
    const score = value === undefined ? 0 : scorer.push(timestamp_ms, clock.at(timestamp_ms), value);
    if (value === undefined) tally.without_value += 1;
    if (score >= ANOMALOUS) tally.anomalous += 1;
    yield `${timestamp},${Number(score.toFixed(DECIMALS))}\n`;
  }
}

function describe(path: string, out: string, { rows, anomalous, without_value, bad, faults }: Tally): string {
  const lines = faults.map(({ line, fault }) => `${path}:${line}: ${fault}`);
  if (bad > faults.length) lines.push(`… and ${bad - faults.length} more bad rows.`);
  if (bad > 0) return [...lines, `Nothing was written: ${bad} of ${rows} rows are bad.`].join('\n');
  if (without_value > 0) lines.push(`${without_value} rows without a value have the score 0.`);
  lines.push(`${rows} rows scored, ${anomalous} of them anomalous (${ANOMALOUS} or more). Wrote ${out}.`);
  return lines.join('\n');
}

async function refuseOverwriting(path: string, out: string): Promise<void> {
  const [source, target] = await Promise.all([path, out].map((one) => realpath(one).catch(() => undefined)));
  if (source === undefined || source !== target) return;
  throw new NexusError('invalid_argument', `${out} is the file to be scored.`, { hint: 'Give --out another name.' });
}

function writable(error: unknown, out: string): unknown {
  const { code = '', path = '' } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  if (!/^E[A-Z]+$/.test(code) || NexusError.is(error)) return error;
  return new NexusError('unavailable', `${out} cannot be written (${code}).`, {
    cause: error,
    hint: code === 'ENOENT' ? `There is no such folder: ${path}.` : 'Is there room, and the right to write?',
  });
}

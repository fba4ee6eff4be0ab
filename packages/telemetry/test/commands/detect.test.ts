import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NexusError } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import { expect, test } from 'vitest';
import { detectCommand } from '../../src/commands/detect.ts';
import { type Building, openBuilding, time } from '../building.ts';

interface Run {
  readonly exitCode: number;
  readonly printed: string;
}

async function detect(
  building: Building,
  { positionals, options }: { positionals: string[]; options: Record<string, string | boolean> },
  signal: AbortSignal = new AbortController().signal,
  status: (text: string) => void = () => {},
): Promise<Run> {
  const printed: string[] = [];
  const exitCode = await detectCommand.run(
    { options, positionals },
    { deps: building, log: silentLogger, time, signal, status, print: (line) => void printed.push(line) },
  );
  return { exitCode, printed: printed.join('\n').replaceAll(building.folder, '') };
}

/** Scores a file of this content. */
async function run(building: Building, content: string, options: Record<string, boolean> = {}): Promise<Run> {
  const path = join(building.folder, 'series.csv');
  await writeFile(path, content);
  return detect(building, {
    positionals: [path],
    options: { out: join(building.folder, 'scores.csv'), ...options },
  });
}

const scores = (building: Building) => readFile(join(building.folder, 'scores.csv'), 'utf8');
const failure = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'none',
    (error: unknown) => (NexusError.is(error) ? `${error.code}: ${error.message}` : `other: ${String(error)}`),
  );

/** Every five minutes 9 and 11 by turns, 100 of them, then 20. */
const SPIKE = [
  'timestamp,value',
  ...Array.from({ length: 101 }, (_, i) => {
    const at = new Date(Date.UTC(2026, 4, 4) + i * 300_000).toISOString().slice(0, 19).replace('T', ' ');
    return `${at},${i === 100 ? 20 : i % 2 === 0 ? 9 : 11}`;
  }),
];

test('writes a score for every row under its own timestamp', async () => {
  await using building = await openBuilding();
  const { exitCode, printed } = await run(building, `${SPIKE.join('\n')}\n`);
  expect(exitCode).toBe(0);
  expect(printed).toBe('101 rows scored, 1 of them anomalous (0.5 or more). Wrote /scores.csv.');
  const rows = (await scores(building)).trimEnd().split('\n');
  expect(rows).toHaveLength(102);
  expect(rows.slice(0, 2)).toEqual(['timestamp,score', '2026-05-04 00:00:00,0']);
  // 20 is 10 standard deviations from the mean; (10/3)² of (10/3)² + 1 is 100/109.
  expect(rows.at(-1)).toBe('2026-05-04 08:20:00,0.917431193');
});

test('takes columns in any order, others beside them, and rows without a value', async () => {
  await using building = await openBuilding();
  const { printed } = await run(building, 'note,Value,Timestamp\na,1,2026-05-04T10:00:00Z\nb,,2026-05-04T10:05:00Z\n');
  expect(printed.split('\n')[0]).toBe('1 rows without a value have the score 0.');
  expect(await scores(building)).toBe('timestamp,score\n2026-05-04T10:00:00Z,0\n2026-05-04T10:05:00Z,0\n');
});

test('with a bad row writes nothing, names every one with its line, and leaves an earlier file', async () => {
  await using building = await openBuilding();
  await writeFile(join(building.folder, 'scores.csv'), 'earlier');
  const content = 'timestamp,value\n2026-05-04,1\nyesterday,2\n2026-02-30,3\n2026-05-04,much\n2026-05-04,1e400\n5\n';
  const { exitCode, printed } = await run(building, content);
  expect(exitCode).toBe(1);
  expect(printed.split('\n')).toEqual([
    '/series.csv:3: timestamp "yesterday" is neither RFC 3339 nor YYYY-MM-DD HH:MM:SS',
    '/series.csv:4: "2026-02-30" is not a time.',
    '/series.csv:5: value "much" is no number',
    '/series.csv:6: value is no finite number',
    '/series.csv:7: has 1 cells, the header 2',
    'Nothing was written: 5 of 6 rows are bad.',
  ]);
  expect(await scores(building)).toBe('earlier');
  expect((await readdir(building.folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('--json reports as one object', async () => {
  await using building = await openBuilding();
  const { printed } = await run(building, 'timestamp,value\n2026-05-04,1\n', { json: true });
  expect(JSON.parse(printed)).toEqual({ rows: 1, anomalous: 0, without_value: 0, bad: 0, faults: [] });
});

test.each([
  ['an empty file', '', 'invalid_argument: '],
  ['a file without the column value', 'timestamp,reading\n', 'lacks the column value'],
  ['a file without the column timestamp', 'time,value\n', 'lacks the column timestamp'],
  ['an open quote', 'timestamp,value\n"2026-05-04,1\n', 'is no CSV'],
])('refuses %s', async (_, content, message) => {
  await using building = await openBuilding();
  expect(await failure(run(building, content))).toContain(message);
  expect(await readdir(building.folder)).not.toContain('scores.csv');
});

test('refuses what it cannot read or write, and to overwrite what it reads', async () => {
  await using building = await openBuilding();
  const series = join(building.folder, 'series.csv');
  await writeFile(series, SPIKE.join('\n'));
  await mkdir(join(building.folder, 'folder'));
  const of = (positionals: string[], options: Record<string, string>) =>
    failure(detect(building, { positionals, options }));
  expect(await of([series], {})).toContain('invalid_argument: Name one CSV file, and with --out');
  expect(await of([], { out: 'scores.csv' })).toContain('invalid_argument: Name one CSV file');
  expect(await of([series], { out: series })).toContain('is the file to be scored');
  expect(await of([join(building.folder, 'no.csv')], { out: join(building.folder, 'o.csv') })).toContain('not_found');
  expect(await of([series], { out: join(building.folder, 'no', 'o.csv') })).toContain('cannot be written (ENOENT)');
  expect(await of([series], { out: join(building.folder, 'folder') })).toContain('unavailable');
  expect(await readFile(series, 'utf8')).toBe(SPIKE.join('\n'));
});

test('stops when it is told to, and leaves nothing half-written', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'series.csv');
  const rows = Array.from({ length: 30_000 }, (_, i) => `${new Date(i * 60_000).toISOString()},${i % 7}`);
  await writeFile(path, ['timestamp,value', ...rows].join('\n'));
  const stop = new AbortController();
  const out = join(building.folder, 'scores.csv');
  const interrupted = detect(building, { positionals: [path], options: { out } }, stop.signal, () => stop.abort());
  await expect(interrupted).rejects.toThrow('abort');
  expect((await readdir(building.folder)).filter((name) => name.startsWith('scores'))).toEqual([]);
});

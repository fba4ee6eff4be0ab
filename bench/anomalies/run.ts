// Scores the built `nexus-telemetry detect` on a corpus in the layout of the Numenta Anomaly Benchmark, unconfigured.
// Usage: node bench/anomalies/run.ts CORPUS SCORER      Build first. CORPUS holds windows.json and data/<group>/<file>.csv;
// SCORER is a script that takes --corpus and --scores and prints "PROFILE SCORE threshold T" lines.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const GOALS: Readonly<Record<string, number>> = { standard: 45, lowFP: 30 };
const run = promisify(execFile);
const bin = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'packages', 'telemetry', 'dist', 'bin.js');
const [corpusArgument, scorer] = process.argv.slice(2);
if (corpusArgument === undefined || scorer === undefined) {
  console.error('Usage: node bench/anomalies/run.ts CORPUS SCORER');
  process.exit(2);
}
const corpus = resolve(corpusArgument);
const windows = JSON.parse(readFileSync(join(corpus, 'windows.json'), 'utf8')) as Record<string, unknown>;
const files = Object.keys(windows);
const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));

try {
  const scores = join(folder, 'scores');
  // The corpus has local times without offset.
  const env = { ...process.env, NEXUS_DATA_DIR: folder, NEXUS_TIMEZONE: 'UTC' };
  for (const file of files) {
    const out = join(scores, file);
    mkdirSync(dirname(out), { recursive: true });
    await run(process.execPath, [bin, 'detect', join(corpus, 'data', file), '--out', out], { env });
  }
  console.log(`${files.length} series`);
  for (const [profile, score] of await profilesOf(corpus, scores)) {
    const goal = GOALS[profile];
    console.log(`${profile.padEnd(10)} ${score.toFixed(2)}${goal === undefined ? '' : `  (goal ≥ ${goal})`}`);
  }
  // The threshold that is the best for one half of the series is held against the other half.
  const halves = [0, 1].map((half) => files.filter((_, i) => i % 2 === half));
  for (const [i, half] of halves.entries()) {
    const [chosen] = await profilesOf(partOf(`chosen-${i}`, halves[1 - i] ?? []), scores);
    const threshold = chosen?.[2] ?? 1;
    const verdicts = join(folder, `verdicts-${i}`);
    for (const file of half) writeVerdicts(join(scores, file), join(verdicts, file), threshold);
    const [standard] = await profilesOf(partOf(`held-out-${i}`, half), verdicts);
    console.log(`held out   ${standard?.[1].toFixed(2)}  (${half.length} series, threshold of the others)`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A corpus with some of the series. */
function partOf(name: string, part: readonly string[]): string {
  const path = join(folder, name);
  mkdirSync(path);
  symlinkSync(join(corpus, 'data'), join(path, 'data'));
  writeFileSync(
    join(path, 'windows.json'),
    JSON.stringify(Object.fromEntries(part.map((file) => [file, windows[file]]))),
  );
  return path;
}

/** 1 for scores that reach the threshold, 0 for the rest. */
function writeVerdicts(from: string, to: string, threshold: number): void {
  const [header = '', ...rows] = readFileSync(from, 'utf8').trimEnd().split('\n');
  const verdicts = rows.map((row) => row.replace(/[^,]+$/, (score) => (Number(score) >= threshold ? '1' : '0')));
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, `${[header, ...verdicts].join('\n')}\n`);
}

async function profilesOf(corpusPath: string, scoresPath: string): Promise<[string, number, number][]> {
  const { stdout } = await run(process.execPath, [scorer ?? '', '--corpus', corpusPath, '--scores', scoresPath]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name = '', score, , threshold]) => [name, Number(score), Number(threshold)]);
}

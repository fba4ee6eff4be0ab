#!/usr/bin/env node
// Every check that a change must pass. Ends with `N passed, N failed`.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './bootstrap.mjs';

const run = promisify(execFile);
const started = performance.now();
// The type checkers free little of their memory before they end: a sixth of their time goes into looking for it.
const env = { ...process.env, GOGC: 'off' };
const bin = (name) => join(root, 'node_modules', '.bin', name);
let passed = 0;
let failed = 0;

async function check(name, command, ...args) {
  const begin = performance.now();
  let said;
  try {
    await run(command, args, { cwd: root, env, maxBuffer: 64 << 20 });
  } catch (error) {
    said = `${error.stdout ?? ''}${error.stderr ?? ''}` || error.message;
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  process.stdout.write(`${said === undefined ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (said === undefined) passed += 1;
  else {
    failed += 1;
    process.stdout.write(`${said}\n`);
  }
  return said === undefined;
}

/** What looks at the sources, quickest first. */
async function checkSources() {
  await check('format', bin('oxfmt'), '--check');
  await check('layers', process.execPath, 'tools/check-layers.ts');
  await check('workspace manifests', bin('sherif'));
  await check('unused code and dependencies', bin('knip'));
  await check('lint', bin('oxlint'), '--type-aware', '--max-warnings', '0');
  // The build has the other core, and two checkers do half of the work twice.
  await check('types', bin('tsc'), '--singleThreaded');
}

/** What looks at the build. @returns Whether there is one. */
async function checkBuild() {
  if (!(await check('build', bin('turbo'), 'run', 'build', '--output-logs=errors-only'))) return false;
  const docs = ['--conditions=@nexus/source', 'tools/generate-docs.ts', '--check'];
  await check('generated documentation is current', process.execPath, ...docs);
  await check('packages as published', process.execPath, 'tools/check-packages.ts');
  return true;
}

const [built] = await Promise.all([checkBuild(), checkSources()]);
if (built) tests();
else {
  process.stdout.write('The tests were not run, since the build failed.\n');
  failed += 1;
}

const seconds = ((performance.now() - started) / 1000).toFixed(0);
process.stdout.write(`\n${seconds} s in all\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

function tests() {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-test-'));
  const report = join(folder, 'report.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync(bin('vitest'), args, { cwd: root, stdio: 'inherit' });
  let counted;
  try {
    counted = JSON.parse(readFileSync(report, 'utf8'));
  } catch (error) {
    process.stdout.write(`vitest left no report: ${error instanceof Error ? error.message : String(error)}\n`);
    failed += 1;
    return;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  passed += counted.numPassedTests;
  failed += counted.numFailedTests;
  if (counted.numTotalTests === 0) failed += 1;
  // A file that could not even be collected has no failed test of its own.
  if (status !== 0 && counted.numFailedTests === 0) failed += 1;
  const leftOut = counted.testResults
    .flatMap((file) => file.assertionResults)
    .filter((test) => test.status !== 'passed' && test.status !== 'failed');
  for (const test of leftOut) process.stdout.write(`left out: ${test.fullName}\n`);
}

#!/usr/bin/env node
// Every check that a change must pass, in the order that fails fastest. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';

const started = performance.now();
const bin = (name) => join(root, 'node_modules', '.bin', name);
let passed = 0;
let failed = 0;

function check(name, command, ...args) {
  const begin = performance.now();
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const ok = result.status === 0;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (ok) passed += 1;
  else {
    failed += 1;
    process.stdout.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`);
  }
  return ok;
}

check('format', bin('oxfmt'), '--check');
check('lint', bin('oxlint'), '--type-aware', '--max-warnings', '0');
check('layers', process.execPath, 'tools/check-layers.ts');
check('workspace manifests', bin('sherif'));
const built = check('build', bin('turbo'), 'run', 'build', '--output-logs=errors-only');
check('types', bin('tsc'));
check('unused code and dependencies', bin('knip'));
if (built) {
  check('packages as published', process.execPath, 'tools/check-packages.ts');
  check(
    'generated documentation is current',
    process.execPath,
    '--conditions=@nexus/source',
    'tools/generate-docs.ts',
    '--check',
  );
  tests();
} else {
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
  const run = spawnSync(bin('vitest'), args, { cwd: root, stdio: 'inherit' });
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
  if (run.status !== 0 && counted.numFailedTests === 0) failed += 1;
  const leftOut = counted.testResults
    .flatMap((file) => file.assertionResults)
    .filter((test) => test.status !== 'passed' && test.status !== 'failed');
  for (const test of leftOut) process.stdout.write(`left out: ${test.fullName}\n`);
}

// Lints every publishable package as npm would receive it: publint and are-the-types-wrong over its tarball.
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const run = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'nexus-pack-'));
/** Of the ways in which TypeScript finds types: these packages are modules only. */
const IRRELEVANT: readonly string[] = ['node10', 'node16-cjs'];

try {
  for (const manifest of globSync(['packages/*/package.json', 'apps/*/package.json'], { cwd: root }).sort()) {
    const content = JSON.parse(readFileSync(join(root, manifest), 'utf8')) as { name: string; private?: boolean };
    if (content.private !== true) await lint(content.name, join(root, dirname(manifest)));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function lint(name: string, packageFolder: string): Promise<void> {
  const target = join(folder, `${name.replaceAll(/\W+/g, '-')}.tgz`);
  await run('pnpm', ['pack', '--out', target], { cwd: packageFolder });
  const tarball = new Uint8Array(readFileSync(target));
  const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
  const faults = messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
  const types = await checkPackage(createPackageFromTarballData(tarball));
  if (types.types === false) faults.push('it has no types');
  else {
    const relevant = types.problems.filter(
      (problem) => !('resolutionKind' in problem && IRRELEVANT.includes(problem.resolutionKind)),
    );
    faults.push(...relevant.map((problem) => JSON.stringify(problem)));
  }
  if (faults.length === 0) return;
  process.exitCode = 1;
  process.stdout.write(`${name}:\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
}

// Lints every publishable package as npm would receive it: publint and are-the-types-wrong over its tarball.
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const folder = mkdtempSync(join(tmpdir(), 'nexus-pack-'));
const waiting = globSync(['packages/*/package.json', 'apps/*/package.json'], { cwd: root }).sort();

try {
  await Promise.all(Array.from({ length: availableParallelism() }, lintWaiting));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function lintWaiting(): Promise<void> {
  for (let manifest = waiting.shift(); manifest !== undefined; manifest = waiting.shift()) {
    const content = JSON.parse(readFileSync(join(root, manifest), 'utf8')) as { name: string; private?: boolean };
    if (content.private === true) continue;
    const target = join(folder, `${content.name.replaceAll(/\W+/g, '-')}.tgz`);
    await run('pnpm', ['pack', '--out', target], { cwd: join(root, dirname(manifest)) });
    await lint(content.name, bin('publint'), target, '--strict');
    await lint(content.name, bin('attw'), target, '--profile', 'esm-only', '--no-emoji');
  }
}

async function lint(name: string, command: string, ...args: string[]): Promise<void> {
  try {
    await run(command, args);
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    process.exitCode = 1;
    process.stdout.write(`${name}:\n${stdout ?? String(error)}${stderr ?? ''}\n`);
  }
}

// Lints every publishable package as npm would receive it: publint and are-the-types-wrong over its tarball.
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const folder = mkdtempSync(join(tmpdir(), 'nexus-pack-'));
let faults = 0;

try {
  for (const manifest of globSync(['packages/*/package.json', 'apps/*/package.json'], { cwd: root }).sort()) {
    const content = JSON.parse(readFileSync(join(root, manifest), 'utf8')) as { name: string; private?: boolean };
    if (content.private === true) continue;
    const target = join(folder, `${content.name.replaceAll(/\W+/g, '-')}.tgz`);
    execFileSync('pnpm', ['pack', '--out', target], { cwd: join(root, dirname(manifest)), stdio: 'ignore' });
    lint(content.name, bin('publint'), target, '--strict');
    lint(content.name, bin('attw'), target, '--profile', 'esm-only', '--no-emoji');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(faults === 0 ? 0 : 1);

function lint(name: string, command: string, ...args: string[]): void {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status === 0) return;
  faults += 1;
  process.stdout.write(`${name}:\n${result.stdout}${result.stderr}\n`);
}

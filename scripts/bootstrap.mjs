#!/usr/bin/env node
// From any Node >= 20 with npm to an installed workspace: npm registry only, no install scripts, nothing global.
// Usage: node scripts/bootstrap.mjs [pnpm arguments...]      Without arguments it only installs.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM = '12.21.0';
// The macOS packages of Node carry fewer versions.
const NODE = process.platform === 'darwin' ? '22.23.2' : '24.21.0';
const MIN_NODE = [22, 18];

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isOwnNode = process.execPath.startsWith(join(root, '.toolchain'));
const nodeIsNewEnough = !isOwnNode && (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1]));
// Two folders, since npm prunes what an earlier installation brought.
const folder = join(root, '.toolchain', nodeIsNewEnough ? 'host' : '');
const modules = join(folder, 'node_modules');
const pnpm = join(modules, 'pnpm', windows ? 'pnpm.exe' : 'pnpm');
const platform = `${windows ? 'win' : process.platform}-${process.arch}`;
const nodePackage = platform === 'darwin-arm64' ? `node-bin-${platform}` : `node-${platform}`;
const nodeFolder = nodeIsNewEnough ? dirname(process.execPath) : join(modules, nodePackage, 'bin');

/** The Node binary that runs the project. */
export const node = nodeIsNewEnough ? process.execPath : join(nodeFolder, windows ? 'node.exe' : 'node');

/** The environment of every child: the pinned tools first, and no npm settings of the `npm run` around us. */
export const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(?!registry|userconfig|cafile)|package_|lifecycle_|node_|execpath|command)/i.test(name),
  ),
);
env.TURBO_TELEMETRY_DISABLED = '1';
env.PATH = [nodeFolder, join(modules, '.bin'), process.env.PATH].join(delimiter);

/** Runs a command; what it prints is shown only when it fails. */
function must(command, args, options) {
  const result = spawnSync(command, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 64 << 20, ...options });
  if (result.error) throw result.error;
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout}${result.stderr}`);
  process.exit(result.status ?? 1);
}

/** Runs a command in the foreground and ends with its exit code; a Ctrl-C is the child's to handle. */
export function become(command, args, options) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env, ...options });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group; other signals reach only this process.
      if (signal !== 'SIGINT') child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function toolchain() {
  const stamp = join(folder, `ok-${nodeIsNewEnough ? 'host' : NODE}-${PNPM}`);
  if (existsSync(stamp)) return;
  process.stderr.write('Setting up the toolchain (once, in .toolchain/)…\n');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const packages = [`pnpm@${PNPM}`, ...(nodeIsNewEnough ? [] : [`${nodePackage}@${NODE}`])];
  const quiet = ['--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  must('npm', ['install', ...quiet, ...packages], { cwd: folder, shell: windows });
  must(process.execPath, [join(modules, 'pnpm', 'install.js')], { cwd: folder }); // links the native binary
  writeFileSync(stamp, '');
}

/** What an installation depends on: when none of it changed since the last one, there is nothing to do. */
function manifestDigest() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'bench/package.json'];
  for (const parent of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, parent))) files.push(join(parent, name, 'package.json'));
  }
  const digest = createHash('sha256').update(node);
  for (const file of files) if (existsSync(join(root, file))) digest.update(readFileSync(join(root, file)));
  return digest.digest('hex');
}

/** Brings the toolchain and the dependencies; a second call does nothing. */
export function install() {
  toolchain();
  const stamp = join(root, 'node_modules', '.nexus-installed');
  const digest = manifestDigest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  process.stderr.write('Installing the dependencies…\n');
  must(pnpm, ['install', env.NEXUS_UNLOCKED === '1' ? '--no-frozen-lockfile' : '--frozen-lockfile']);
  writeFileSync(stamp, manifestDigest());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  if (process.argv.length > 2) become(pnpm, process.argv.slice(2));
}

#!/usr/bin/env node
// `npm start`: set up, build what changed, and run the demo. `npm run nexus -- …` is the bare command line.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { become, env, install, node, root } from './bootstrap.mjs';

const [first, ...rest] = process.argv.slice(2);
const args = first === '--cli' ? rest : ['demo', ...process.argv.slice(2)];

install();
if (!existsSync(join(root, 'apps', 'host', 'dist'))) process.stderr.write('Building…\n');
const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
const build = spawnSync(
  node,
  [turbo, 'run', 'build', '--filter=@nexus/host...', '--output-logs=errors-only', '--log-prefix=none'],
  { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env, encoding: 'utf8' },
);
if (build.status !== 0) {
  process.stderr.write(`${build.stdout}${build.stderr}`);
  process.exit(build.status ?? 1);
}
const host = join(root, 'apps', 'host');
const { bin } = JSON.parse(readFileSync(join(host, 'package.json'), 'utf8'));
become(node, [join(host, bin.nexus), ...args], { cwd: process.env.INIT_CWD ?? process.cwd() });

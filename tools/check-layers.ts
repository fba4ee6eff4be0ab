// Fails when an import breaks the table of docs/architecture.md: who may depend on whom, and the order inside a server.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Import prefixes of the workspace that each package's sources may use. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/models': [],
  'packages/server-kit': ['@nexus/models'],
  'packages/llm': ['@nexus/models'],
  'packages/sandbox': ['@nexus/models'],
  'packages/sandbox-python': ['@nexus/sandbox'],
  'packages/device-registry': ['@nexus/models', '@nexus/server-kit'],
  'packages/telemetry': ['@nexus/models', '@nexus/server-kit', '@nexus/device-registry/store'],
  'packages/dynamic-tools': ['@nexus/models', '@nexus/server-kit', '@nexus/sandbox', '@nexus/sandbox-python'],
  'packages/alerts': ['@nexus/models', '@nexus/server-kit', '@nexus/device-registry/store', '@nexus/telemetry/store'],
  'packages/simulator': ['@nexus/models', '@nexus/device-registry/store', '@nexus/telemetry/store'],
  'packages/acceptance': [],
  'apps/host': ['@nexus/models', '@nexus/llm'],
};

/** Inside a server: what the files of a folder may not import. */
const INSIDE: readonly { readonly folder: string; readonly forbidden: RegExp; readonly why: string }[] = [
  {
    folder: 'domain',
    forbidden:
      /^(node:(fs|net|http|child_process|os)|kysely|better-sqlite3|@nexus\/server-kit|@modelcontextprotocol\/)/,
    why: 'the domain is pure: no I/O and no MCP',
  },
  {
    folder: 'domain',
    forbidden: /\/(store|tools|resources|prompts|commands|server|main)(\/|\.ts$)/,
    why: 'the domain is the innermost layer',
  },
  {
    folder: 'store',
    forbidden: /\/(tools|resources|prompts|commands|server|main)(\/|\.ts$)|^@nexus\/server-kit(?!\/sqlite$)/,
    why: 'a store knows no tools',
  },
  {
    folder: 'tools',
    forbidden: /\/store\/(sqlite|migrations)|^(kysely|better-sqlite3|@nexus\/server-kit\/sqlite)/,
    why: 'a tool sees the port, never an adapter',
  },
];

const MEANINGLESS = /(^|\/)(utils?|helpers?|common|misc|types)(\.ts|\/)/;
const SDK_SERVER_SIDE = /^@modelcontextprotocol\/sdk\/server\//;
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

const faults: string[] = [];
const packages = globSync(['packages/*', 'apps/*'], { cwd: root })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => existsSync(join(root, path, 'package.json')));

for (const path of packages) {
  const allowed = MAY_IMPORT[path];
  if (allowed === undefined) {
    faults.push(`${path}: not in the table of tools/check-layers.ts`);
    continue;
  }
  for (const file of globSync('src/**/*.ts', { cwd: join(root, path) }))
    checkFile(path, file.split(sep).join('/'), allowed);
}

for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stdout.write(faults.length === 0 ? `layers: ${packages.length} packages keep to the table\n` : '');
process.exit(faults.length === 0 ? 0 : 1);

function checkFile(path: string, file: string, allowed: readonly string[]): void {
  const where = `${path}/${file}`;
  if (MEANINGLESS.test(file)) faults.push(`${where}: the file's name does not say what is in it`);
  const source = readFileSync(join(root, path, file), 'utf8');
  for (const match of source.matchAll(IMPORT)) {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    if (specifier.startsWith('@nexus/')) checkWorkspaceImport(where, specifier, allowed);
    if (SDK_SERVER_SIDE.test(specifier) && path !== 'packages/server-kit') {
      faults.push(`${where}: only server-kit may import the SDK's server side (${specifier})`);
    }
    if (specifier.startsWith('.')) {
      const target = relative(join(root, path), resolve(root, path, dirname(file), specifier));
      if (target.startsWith('..')) faults.push(`${where}: reaches out of its package (${specifier})`);
    }
    checkInside(where, file, specifier);
  }
}

function checkWorkspaceImport(where: string, specifier: string, allowed: readonly string[]): void {
  if (/\/(src|dist)\//.test(specifier)) faults.push(`${where}: a deep path into another package (${specifier})`);
  const ok = allowed.some((prefix) => specifier === prefix || specifier.startsWith(`${prefix}/`));
  if (!ok) faults.push(`${where}: may not import ${specifier}`);
}

function checkInside(where: string, file: string, specifier: string): void {
  for (const { folder, forbidden, why } of INSIDE) {
    if (file.startsWith(`src/${folder}/`) && forbidden.test(specifier)) faults.push(`${where}: ${specifier}: ${why}`);
  }
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The built command of an installed package, as npm would link it. */
export function bin(packageName: string, command?: string): string {
  const manifestPath = require.resolve(`${packageName}/package.json`);
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { bin: string | Record<string, string> };
  const path =
    typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command ?? Object.keys(manifest.bin)[0] ?? ''];
  if (path === undefined) throw new Error(`${packageName} has no command ${command}`);
  return join(dirname(manifestPath), path);
}

/** The command of a package whose manifest cannot be imported, from this package's own `node_modules`. */
export function linkedBin(name: string): string {
  return join(import.meta.dirname, '..', 'node_modules', '.bin', name);
}

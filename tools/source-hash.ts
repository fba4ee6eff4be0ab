import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODELS = fileURLToPath(new URL('../packages/models', import.meta.url));

/**
 * What the sources of a bundled package and of the models in it are, in 64 digits; not when they were written, since a
 * checkout and a cached build have times of their own.
 */
export function sourceHash(packageFolder: string): string {
  const hash = createHash('sha256');
  for (const folder of [packageFolder, MODELS]) {
    for (const path of globSync('src/**/*.ts', { cwd: folder }).toSorted()) {
      hash
        .update(`${path}\0`)
        .update(readFileSync(join(folder, path)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

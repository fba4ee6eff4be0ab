import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';

/** A new folder that goes with this process, however that ends: what the benchmarks leave would be gigabytes. */
export function temporaryFolder(parent = tmpdir()): string {
  const path = mkdtempSync(join(parent, 'nexus-bench-'));
  atExit(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

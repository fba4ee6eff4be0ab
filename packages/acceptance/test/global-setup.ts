import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bin } from './bins.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder with two days of the demo building, shared by all tests: those that write copy it first. */
    readonly demoDataDir: string;
  }
}

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-acceptance-'));
  execFileSync(process.execPath, [bin('@nexus/simulator'), 'seed', '--days', '2'], {
    env: { ...process.env, NEXUS_DATA_DIR: folder, NEXUS_TIMEZONE: 'Europe/Vienna' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  project.provide('demoDataDir', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

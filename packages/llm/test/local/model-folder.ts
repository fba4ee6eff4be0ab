import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { writeTinyGguf } from '../../src/testing.ts';

/** A folder for this test file, which goes with it. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-llm-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A model that says what its weights spell. */
export function tinyModel(folder: string): string {
  const path = join(folder, 'tiny.gguf');
  writeTinyGguf(path);
  return path;
}

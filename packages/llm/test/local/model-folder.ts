import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { writeTinyGguf } from '../tiny-gguf.ts';

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

/** Whether the optional package has a ready-made program for this machine; says what is left out where it has not. */
export async function hasNodeLlama(): Promise<boolean> {
  const { getLlama } = await import('node-llama-cpp');
  try {
    const llama = await getLlama({ gpu: false, build: 'never' });
    await llama.dispose();
    return true;
  } catch (error) {
    process.stderr.write(`Left out on this machine: everything that runs a local model. ${String(error)}\n`);
    return false;
  }
}

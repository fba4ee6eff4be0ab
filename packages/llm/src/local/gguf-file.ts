import { open, stat } from 'node:fs/promises';
import { NexusError } from '@nexus/models';

/** Checks that a GGUF file is there, by its first four bytes. @throws {NexusError} `not_found` or `invalid_argument`. */
export async function checkGgufFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) {
    throw new NexusError('not_found', `There is no model file ${path}.`, {
      hint: 'Set NEXUS_LOCAL_MODEL_PATH to a GGUF file, or fetch a model: `nexus models` lists some.',
    });
  }
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
  if (buffer.toString('latin1') !== 'GGUF') {
    throw new NexusError('invalid_argument', `${path} is not a GGUF file.`, {
      hint: 'Set NEXUS_LOCAL_MODEL_PATH to a file that ends in .gguf, or fetch a model: `nexus models` lists some.',
    });
  }
}

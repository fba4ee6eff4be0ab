import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { NexusError } from '@nexus/models';
import { type HfAddress, isHfAddress, matchingFiles, readHfAddress } from './hf-address.ts';

/** Where the files of a repository are kept. */
export function repositoryFolder(modelsFolder: string, { user, repository }: HfAddress): string {
  return join(modelsFolder, user, repository);
}

/**
 * The file of a model that is named by its path or by its address.
 *
 * @throws {NexusError} `not_found` for an address whose model has not been fetched.
 */
export async function modelFile(model: string, modelsFolder: string | undefined): Promise<string> {
  if (!isHfAddress(model)) return model;
  const address = readHfAddress(model);
  if (modelsFolder !== undefined) {
    const folder = repositoryFolder(modelsFolder, address);
    const [first] = matchingFiles(await filesIn(folder), { ...address, file: address.file && basename(address.file) });
    if (first !== undefined) return join(folder, first);
  }
  throw new NexusError('not_found', `The model ${model} is not on this machine.`, {
    hint: `Run \`nexus models fetch ${model}\`.`,
  });
}

/** The model in the folder if there is exactly one. */
export async function onlyModelIn(modelsFolder: string | undefined): Promise<string | undefined> {
  if (modelsFolder === undefined) return undefined;
  const found = (await filesIn(modelsFolder, true)).filter(
    (name) => name.endsWith('.gguf') && !/mmproj|-(?!00001)\d{5}-of-\d{5}\.gguf$/u.test(name),
  );
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? undefined : join(modelsFolder, only);
}

async function filesIn(folder: string, recursive = false): Promise<string[]> {
  try {
    return await readdir(folder, { recursive });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

import { basename, join } from 'node:path';
import { type DownloadOptions, downloadFile } from './download.ts';
import { repositoryFolder } from './fetched-models.ts';
import { readHfAddress } from './hf-address.ts';
import { listModelFiles } from './hub.ts';

export interface FetchProgress {
  readonly file: string;
  readonly bytes: number;
  /** Of all files of the model. */
  readonly total_bytes: number;
}

export interface FetchModelOptions extends Omit<DownloadOptions, 'onProgress'> {
  readonly models_folder: string;
  readonly onProgress?: ((progress: FetchProgress) => void) | undefined;
}

/**
 * Brings a model to this machine by its `hf:` address; what is here already is not fetched again.
 *
 * @returns The path of its file, of a split one the first.
 * @throws {NexusError} As {@link downloadFile} does, and for an address that is none or names nothing.
 */
export async function fetchModel(model: string, options: FetchModelOptions): Promise<string> {
  const { models_folder, hub, signal, onProgress } = options;
  const address = readHfAddress(model);
  const files = await listModelFiles(address, hub, signal);
  const folder = repositoryFolder(models_folder, address);
  const total_bytes = files.reduce((sum, file) => sum + file.size_bytes, 0);
  let before = 0;
  const paths: string[] = [];
  for (const file of files) {
    const path = join(folder, basename(file.path));
    const report = (bytes: number) => onProgress?.({ file: basename(path), bytes: before + bytes, total_bytes });
    await downloadFile(file, path, { ...options, onProgress: report });
    before += file.size_bytes;
    paths.push(path);
  }
  return paths[0] ?? folder;
}

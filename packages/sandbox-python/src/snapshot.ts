import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GUEST_FILES } from './guest-files.ts';
import { IMAGE_FORM } from './worker/memory-image.ts';

const GUEST_FOLDER = fileURLToPath(new URL('../guest', import.meta.url));
const BUILDER = fileURLToPath(new URL(`build-snapshot${extname(import.meta.url)}`, import.meta.url));
const BUILD_TIMEOUT_MS = 180_000;

/**
 * The file of the memory of a Pyodide that has started, made when it is not there: 16 MB, in a few seconds.
 *
 * Its name tells everything that it is made from, and it appears at once or not at all, whoever else makes it meanwhile.
 *
 * @throws {Error} when the folder cannot be written.
 */
export async function snapshotFile(cacheFolder: string, pyodide: { folder: string; version: string }): Promise<string> {
  const hash = createHash('sha256').update(process.version).update(IMAGE_FORM);
  for (const name of GUEST_FILES) hash.update(await readFile(join(GUEST_FOLDER, name)));
  const file = join(cacheFolder, `pyodide-${pyodide.version}-${hash.digest('hex').slice(0, 16)}.snapshot`);
  if (await isThere(file)) return file;
  await mkdir(cacheFolder, { recursive: true });
  const partial = `${file}.${randomUUID()}`;
  try {
    const args = ['--no-warnings', BUILDER, pyodide.folder, GUEST_FOLDER, partial];
    await promisify(execFile)(process.execPath, args, { env: {}, timeout: BUILD_TIMEOUT_MS, windowsHide: true });
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  return file;
}

async function isThere(file: string): Promise<boolean> {
  return await stat(file).then(
    (stats) => stats.isFile(),
    () => false, // made below, or found to be impossible there
  );
}

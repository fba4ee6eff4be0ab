import { readFile, rm, writeFile } from 'node:fs/promises';
import { NexusError } from '@nexus/models';

/** Holds a file that says which process works here; one of a dead process counts for nothing. @throws {NexusError} `conflict`. */
export async function lockFile(path: string): Promise<AsyncDisposable> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => '')); // it may be gone again
    if (Number.isInteger(holder) && holder > 0 && isRunning(holder)) break;
    await rm(path, { force: true });
  }
  throw new NexusError('conflict', 'Another process is fetching this model.', { hint: 'Wait until it is done.' });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

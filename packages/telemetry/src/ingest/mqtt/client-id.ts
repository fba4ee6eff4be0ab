import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { NexusError } from '@nexus/models';

/** Up to 23 letters and digits are what every broker must take. */
const CLIENT_ID = /^[0-9A-Za-z_-]{1,64}$/;

/**
 * The name under which the broker keeps our session: made once, kept beside the database, the same for every process.
 *
 * @param path Of the file that keeps it.
 * @throws {NexusError} `unavailable` when the file can be neither read nor written.
 */
export async function keptClientId(path: string): Promise<string> {
  const kept = await read(path);
  if (kept !== undefined) return kept;
  const draft = `${path}.${process.pid}`;
  try {
    await writeFile(draft, `nexus-${randomBytes(8).toString('hex')}\n`, { mode: 0o600 });
    // Whole or not at all, and only the first of several processes makes it.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } catch (cause) {
    throw unusable(path, cause);
  } finally {
    await rm(draft, { force: true });
  }
  return (await read(path)) ?? (await keptClientId(path));
}

async function read(path: string): Promise<string | undefined> {
  try {
    const id = (await readFile(path, 'utf8')).trim();
    if (CLIENT_ID.test(id)) return id;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw unusable(path, cause);
  }
  throw unusable(path);
}

function unusable(path: string, cause?: unknown): NexusError {
  return new NexusError('unavailable', `${path} does not hold the client id for the MQTT broker.`, {
    hint: 'Delete the file to begin a new session, or let this user read and write it.',
    cause,
  });
}

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { NexusError } from '@nexus/models';
import { startSilenceTimer } from '../silence-timer.ts';
import { type Hub, hubHeaders, refusedByHub, type RemoteFile } from './hub.ts';
import { lockFile } from './lock-file.ts';

export interface DownloadOptions {
  readonly hub: Hub;
  readonly signal?: AbortSignal | undefined;
  /** Bytes on disk so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Before the first repetition, doubled with each; 500 unless given. */
  readonly retry_wait_ms?: number | undefined;
  /** The longest silence of the server; 30,000 unless given. */
  readonly timeout_ms?: number | undefined;
}

/** Attempts in a row that bring nothing. */
const MAX_IDLE_ATTEMPTS = 5;

/**
 * Fetches a file to `target`, goes on where an earlier attempt was cut, and checks size and SHA-256.
 *
 * Until then it is `target.part`. One process at a time fetches a file.
 *
 * @throws {NexusError} `conflict` while another process fetches it, `limit_exceeded` when the disk is too small, and what the
 * server answers; after a mismatch nothing is left.
 */
export async function downloadFile(file: RemoteFile, target: string, options: DownloadOptions): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const part = `${target}.part`;
  await using _lock = await lockFile(`${part}.lock`);
  if ((await sizeOf(target)) === file.size_bytes) return;
  await checkSpace(file, part);
  let idle = 0;
  for (;;) {
    const before = await sizeOf(part);
    if (before === file.size_bytes) break;
    if (before > file.size_bytes) await rm(part);
    const fault = await attempt(file, part, options);
    const after = await sizeOf(part);
    if (after >= file.size_bytes) break;
    idle = after > before ? 0 : idle + 1;
    if (idle >= MAX_IDLE_ATTEMPTS) throw fault ?? cutShort(file);
    await wait((options.retry_wait_ms ?? 500) * 2 ** idle, undefined, { signal: options.signal }).catch(() => {
      options.signal?.throwIfAborted(); // with its reason, which the timer's own error hides
    });
  }
  await verify(file, part);
  await rename(part, target);
}

/** Fetches what is missing as far as it comes; faults that will not go away are thrown. */
async function attempt(file: RemoteFile, part: string, options: DownloadOptions): Promise<NexusError | undefined> {
  const { hub, signal, timeout_ms = 30_000 } = options;
  const { fetch = globalThis.fetch } = hub;
  const start = await sizeOf(part);
  const headers = { ...hubHeaders(hub), ...(start > 0 && { range: `bytes=${start}-` }) };
  using timer = startSilenceTimer(timeout_ms, signal);
  try {
    const response = await fetch(file.url, { headers, signal: timer.signal });
    const { status, body } = response;
    if (status === 429 || status >= 500) return refusedByHub(status, file.path);
    if (status !== 200 && status !== 206) throw refusedByHub(status, file.path);
    // A server without ranges begins again.
    const at = status === 206 ? start : 0;
    if (body === null) return cutShort(file);
    await pipeline(
      body,
      counting(file, at, () => timer.heard(), options),
      createWriteStream(part, { start: at, flags: at === 0 ? 'w' : 'r+' }),
    );
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    if (NexusError.is(error)) throw error;
    return new NexusError('unavailable', `The download of ${file.path} was cut.`, {
      hint: 'Run the command again: it goes on where it stopped.',
      cause: error,
    });
  }
}

function counting(file: RemoteFile, start: number, heard: () => void, { onProgress }: DownloadOptions) {
  return async function* count(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let bytes = start;
    for await (const piece of pieces) {
      heard();
      bytes += piece.length;
      if (bytes > file.size_bytes) throw mismatch(file, 'is larger than the hub says');
      onProgress?.(bytes);
      yield piece;
    }
  };
}

async function verify(file: RemoteFile, part: string): Promise<void> {
  if (file.sha256 === undefined) return;
  const hash = createHash('sha256');
  await pipeline(createReadStream(part), hash);
  if (hash.digest('hex') === file.sha256) return;
  await rm(part);
  throw mismatch(file, 'does not have the checksum that the hub names');
}

async function checkSpace(file: RemoteFile, part: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(part));
  const missing = file.size_bytes - (await sizeOf(part));
  if (bavail * bsize > missing) return;
  throw new NexusError(
    'limit_exceeded',
    `The disk has no room for ${file.path}: ${Math.ceil(missing / 1e6)} MB are needed.`,
    {
      hint: 'Free some space, or set NEXUS_DATA_DIR to a larger disk.',
    },
  );
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined); // nothing fetched yet
  return found?.size ?? 0;
}

function cutShort(file: RemoteFile): NexusError {
  return new NexusError('unavailable', `The download of ${file.path} ended early.`, {
    hint: 'Run the command again: it goes on where it stopped.',
  });
}

function mismatch(file: RemoteFile, what: string): NexusError {
  return new NexusError('unavailable', `${file.path} ${what}; it was not kept.`, {
    hint: 'Run the command again; if it recurs, the mirror or a proxy changes the file.',
  });
}

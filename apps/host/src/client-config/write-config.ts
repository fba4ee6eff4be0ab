import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, basename } from 'node:path';
import { NexusError } from '@nexus/models';
import type { ServerEntry } from './entries.ts';
import { mergeEntries } from './merge.ts';

export interface Written {
  readonly outcome: 'created' | 'changed' | 'unchanged';
  /** The file as it was before. */
  readonly backup?: string;
}

/**
 * Merges entries into a client's file, after a copy of it was made; the file is whole at every moment.
 *
 * @throws {NexusError} `invalid_argument` when it cannot be parsed, `unavailable` when it cannot be read or written,
 * `conflict` when somebody else changed it meanwhile.
 */
export function writeConfig(
  path: string,
  section: string,
  entries: Readonly<Record<string, ServerEntry>>,
  nowMs: number,
): Written {
  try {
    // A link into somebody's collection of settings stays a link.
    const file = existsSync(path) ? realpathSync(path) : path;
    const old = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const merged = mergeEntries(old ?? '', section, entries);
    if (merged === old) return { outcome: 'unchanged' };
    mkdirSync(dirname(file), { recursive: true });
    const backup = old === undefined ? undefined : backUp(file, nowMs);
    const fresh = join(dirname(file), `.${basename(file)}.${process.pid}.new`);
    writeFileSync(fresh, merged, { mode: old === undefined ? 0o600 : statSync(file).mode, flag: 'wx' });
    if (old !== undefined && readFileSync(file, 'utf8') !== old) {
      throw new NexusError('conflict', `${path} was changed by somebody else meanwhile.`, { hint: 'Try again.' });
    }
    renameSync(fresh, file);
    return backup === undefined ? { outcome: 'created' } : { outcome: 'changed', backup };
  } catch (cause) {
    if (NexusError.is(cause)) {
      throw new NexusError(cause.code, `${path}: ${cause.message}`, { hint: cause.hint, cause });
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NexusError('unavailable', `The configuration cannot be written: ${reason}`, {
      hint: 'Add by hand what the command prints without --write, or name another file with --file.',
      cause,
    });
  }
}

function backUp(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/gu, '');
  for (let i = 0; ; i += 1) {
    const backup = `${file}.backup-${stamp}${i === 0 ? '' : `-${i}`}`;
    if (existsSync(backup)) continue;
    copyFileSync(file, backup);
    return backup;
  }
}

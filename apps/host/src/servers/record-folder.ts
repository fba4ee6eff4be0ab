import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NexusError } from '@nexus/models';
import type * as z from 'zod';

/** A record and when it was last written. */
export interface Dated<T> {
  readonly record: T;
  readonly writtenMs: number;
}

/** All of a folder; a file that cannot be used is named and hides no other. */
export interface RecordListing<T> {
  readonly records: readonly Dated<T>[];
  readonly faults: readonly NexusError[];
}

/**
 * Small records that outlive the host, one file each, so that two hosts that write at once do not lose what the other
 * wrote. Without a folder they live as long as the object.
 */
export class RecordFolder<Schema extends z.ZodType> {
  readonly #folder: string | undefined;
  readonly #schema: Schema;
  readonly #unsaved = new Map<string, z.output<Schema>>();

  constructor(folder: string | undefined, schema: Schema) {
    this.#folder = folder;
    this.#schema = schema;
  }

  /** @throws {NexusError} `unavailable` for a file that cannot be read or holds something else. */
  async get(key: string): Promise<z.output<Schema> | undefined> {
    if (this.#folder === undefined) return this.#unsaved.get(key);
    const path = this.#path(this.#folder, key);
    try {
      return this.#schema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw unusable(path, error);
    }
  }

  /** @throws {NexusError} `unavailable` when it cannot be written. */
  async put(key: string, record: z.output<Schema>): Promise<void> {
    if (this.#folder === undefined) {
      this.#unsaved.set(key, record);
      return;
    }
    const path = this.#path(this.#folder, key);
    const temporary = `${path}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(temporary, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
      await rename(temporary, path);
    } catch (error) {
      throw unusable(path, error);
    }
  }

  /** What the folder holds, the oldest first; nothing without one. @throws {NexusError} `unavailable` when it cannot be read. */
  async list(): Promise<RecordListing<z.output<Schema>>> {
    const folder = this.#folder;
    if (folder === undefined) return { records: [], faults: [] };
    const names = await readdir(folder).catch((error: unknown) => {
      if (isAbsent(error)) return [];
      throw unusable(folder, error);
    });
    const faults: NexusError[] = [];
    const records: Dated<z.output<Schema>>[] = [];
    for (const name of names.filter((each) => each.endsWith('.json'))) {
      const path = join(folder, name);
      try {
        const record = this.#schema.parse(JSON.parse(await readFile(path, 'utf8')));
        records.push({ record, writtenMs: (await stat(path)).mtimeMs });
      } catch (error) {
        if (!isAbsent(error)) faults.push(unusable(path, error)); // else another process has just deleted it
      }
    }
    return { records: records.toSorted((a, b) => a.writtenMs - b.writtenMs), faults };
  }

  /** @throws {NexusError} `unavailable` when it cannot be deleted. */
  async delete(key: string): Promise<void> {
    this.#unsaved.delete(key);
    if (this.#folder === undefined) return;
    const path = this.#path(this.#folder, key);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw unusable(path, error);
    }
  }

  #path(folder: string, key: string): string {
    const readable = key.replaceAll(/[^A-Za-z0-9-]+/gu, '_').slice(0, 40);
    return join(folder, `${readable}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}.json`);
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function unusable(path: string, cause: unknown): NexusError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new NexusError('unavailable', `${path} cannot be used: ${reason}`, {
    hint: 'Make it readable and writable, or delete it: what it allowed is then asked for again.',
    cause,
  });
}

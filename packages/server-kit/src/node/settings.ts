import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { NexusError } from '@nexus/models';
import { defaultDataDir, type Environment, readConfig } from '@nexus/models/environment';
import type * as z from 'zod';
import { type PlatformConfig, platformVariables } from '../platform-config.ts';

export interface Settings<Config extends z.ZodObject> {
  /** What `open` gets. */
  readonly config: z.output<Config> & PlatformConfig;
  readonly platform: z.output<typeof platformVariables>;
}

/**
 * Reads the whole configuration, once.
 *
 * @throws {NexusError} that lists every fault, the server's and the platform's.
 */
export function readSettings<Config extends z.ZodObject>(
  own: Config,
  environment: Environment,
  readOnly: boolean,
): Settings<Config> {
  const all: Record<string, unknown> = readConfig(own.safeExtend(platformVariables.shape), environment);
  const part = (shape: z.ZodRawShape) => Object.fromEntries(Object.keys(shape).map((name) => [name, all[name]]));
  const config = part(own.shape) as z.output<Config>;
  const platform = part(platformVariables.shape) as z.output<typeof platformVariables>;
  const dataDir = resolve(platform.NEXUS_DATA_DIR ?? defaultDataDir(environment));
  return { platform, config: { ...config, dataDir, readOnly: readOnly || platform.NEXUS_READ_ONLY } };
}

/** @throws {NexusError} `unavailable` when the folder cannot be made. */
export function createDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new NexusError('unavailable', `The data folder ${dataDir} cannot be created${reason}.`, {
      hint: 'Set NEXUS_DATA_DIR to a folder that this user may write.',
      cause,
    });
  }
}

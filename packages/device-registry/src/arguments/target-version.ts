import { cleanText, NexusError } from '@nexus/models';
import * as z from 'zod';
import { readVersion } from '../domain/firmware/version.ts';

/** The argument of a tool that installs a version. */
export const versionInput = {
  target_version: z.string().min(1).max(64).describe('Semantic version to install, such as 2.4.1.'),
};

/** @throws {NexusError} `invalid_argument` for a text that is no semantic version. */
export function targetVersion(given: string): string {
  const version = readVersion(given);
  if (version !== undefined) return version;
  throw new NexusError('invalid_argument', `target_version: "${cleanText(given, 64)}" is no semantic version.`, {
    hint: 'Give three numbers such as 2.4.1, if need be with a suffix as in 2.4.1-rc.1.',
  });
}

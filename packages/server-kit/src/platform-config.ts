import { flag, timeZone } from '@nexus/models/environment';
import * as z from 'zod';
import { LOG_LEVELS } from './log.ts';

/** The variables that every server of the platform reads. */
export const platformVariables = z.object({
  NEXUS_DATA_DIR: z.string().optional().describe("Folder of the databases; by default the system's application data."),
  NEXUS_TIMEZONE: timeZone.describe("The building's time zone; by default the machine's."),
  NEXUS_READ_ONLY: flag(false).describe('Removes and refuses every tool that writes.'),
  NEXUS_AUTH_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    // No other can be the value of an Authorization header.
    .regex(/^[!-~]+$/, 'must be ASCII letters, digits and signs, without spaces')
    .optional()
    .describe('Bearer token over HTTP.'),
  NEXUS_LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe('Least level of the log on stderr.'),
});

/** The platform's settings as a server's `open` gets them. */
export interface PlatformConfig {
  /** Absolute path; exists. */
  readonly dataDir: string;
  readonly readOnly: boolean;
}

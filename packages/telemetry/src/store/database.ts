import type { SqliteOptions } from '@nexus/server-kit/sqlite';
import { migrations } from './migrations/index.ts';

/** What every connection to a telemetry database says of it. */
export const telemetryDatabase = {
  title: 'telemetry database',
  variable: 'NEXUS_TELEMETRY_DB_PATH',
  applicationId: 0x4e_58_54_31, // `NXT1` in SQLite's header
  migrations,
  synchronous: 'NORMAL', // a batch survives the process; a power cut may take the last ones
} satisfies Omit<SqliteOptions, 'path'>;

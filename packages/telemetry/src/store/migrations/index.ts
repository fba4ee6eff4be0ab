import { LEASE_TABLE, type Migration } from '@nexus/server-kit/sqlite';
import { readings } from './0001-readings.ts';
import { blocks } from './0002-blocks.ts';
import { intake } from './0003-intake.ts';

/** In order; the file's `user_version` counts those that it has had. A released one never changes. */
export const migrations: readonly Migration[] = [readings, blocks, intake, LEASE_TABLE];

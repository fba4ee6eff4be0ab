import { readings } from './0001-readings.ts';

/** In order; the file's `user_version` counts those that it has had. A released one never changes. */
export const migrations: readonly string[] = [readings];

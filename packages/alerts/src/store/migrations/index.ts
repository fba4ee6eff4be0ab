import { alerts } from './0001-alerts.ts';

/** In order; a released one never changes. */
export const migrations = [alerts];

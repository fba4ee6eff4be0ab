import { inventory } from './0001-inventory.ts';
import { firmware } from './0002-firmware.ts';
import { tasks } from './0003-tasks.ts';

/** In order; a released migration never changes. The schema's version is how many of them a file has seen. */
export const migrations: readonly string[] = [inventory, firmware, tasks];

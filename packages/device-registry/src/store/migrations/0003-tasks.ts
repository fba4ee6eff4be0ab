import { TASK_TABLE } from '@nexus/server-kit/sqlite';

/** Calls that clients made tasks. */
export const tasks = TASK_TABLE;

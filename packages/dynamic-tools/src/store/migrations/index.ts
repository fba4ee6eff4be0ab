import { tools } from './0001-tools.ts';
import { python } from './0002-python.ts';

/** In order; a released migration never changes. The schema's version is how many of them a file has seen. */
export const migrations: readonly string[] = [tools, python];

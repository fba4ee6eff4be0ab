import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside this module: a script of its own in the build, and among the sources the source. */
const NAME = extname(import.meta.url) === '.ts' ? 'worker/main.ts' : 'worker/main.cjs';
export const WORKER_FILE = fileURLToPath(new URL(NAME, import.meta.url));

/** What a worker may read to start: one file, or this package where it runs from the sources. */
export const WORKER_SOURCES = WORKER_FILE.endsWith('.ts') ? dirname(dirname(dirname(WORKER_FILE))) : WORKER_FILE;

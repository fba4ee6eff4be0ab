import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program of the process that holds a local model: beside this file, in the sources as in what the build made. */
export const WORKER_FILE = fileURLToPath(new URL(`worker/main${extname(import.meta.url)}`, import.meta.url));

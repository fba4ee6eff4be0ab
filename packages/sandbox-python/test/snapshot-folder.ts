import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One for all tests and runs on this machine: a snapshot tells by its name what it was made from. */
export const cacheFolder = join(tmpdir(), 'nexus-python-tests');

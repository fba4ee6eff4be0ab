import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LanguageRuntime, RuntimeFiles } from '@nexus/sandbox';
import { snapshotFile } from './snapshot.ts';

export interface PythonOptions {
  /** Where the snapshot is kept, from which workers start; it is made when it is missing. */
  readonly cacheFolder: string;
}

const MEMORY_BYTES = 256 * 1024 * 1024;
const WORKER_FILE = fileURLToPath(new URL(`worker/main${extname(import.meta.url)}`, import.meta.url));

/** Python on Pyodide, for `new Sandbox({ runtimes: [pythonRuntime({ cacheFolder })] })`; nothing happens before the first tool. */
export function pythonRuntime({ cacheFolder }: PythonOptions): LanguageRuntime {
  const require = createRequire(import.meta.url);
  const folder = dirname(realpathSync(require.resolve('pyodide/package.json')));
  const { version } = require('pyodide/package.json') as { readonly version: string };
  return {
    language: 'python',
    engine: `pyodide ${version}`,
    memory_bytes: MEMORY_BYTES,
    async prepare(): Promise<RuntimeFiles> {
      const snapshot = realpathSync(await snapshotFile(cacheFolder, { folder, version }));
      const worker_file = realpathSync(WORKER_FILE);
      const files = { worker_file, args: [folder, snapshot], readable: [folder, snapshot], node_flags: [] };
      return worker_file.endsWith('.ts') ? fromSources(files) : files;
    },
  };
}

/** In the workspace a worker reads the sources of two packages; the build makes it one file. */
function fromSources(files: RuntimeFiles): RuntimeFiles {
  const own = dirname(dirname(dirname(files.worker_file)));
  const sandbox = dirname(dirname(fileURLToPath(import.meta.resolve('@nexus/sandbox'))));
  return {
    ...files,
    readable: [own, realpathSync(sandbox), ...files.readable],
    node_flags: ['--conditions=@nexus/source'],
  };
}

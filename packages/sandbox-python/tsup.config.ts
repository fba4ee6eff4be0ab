import { defineConfig } from 'tsup';
import { builds, library } from '../../tools/tsup.ts';

export default defineConfig(
  builds(
    library('src/index.ts', 'src/build-snapshot.ts'),
    // A process of its own that may read this one file, and Pyodide's.
    { ...library('src/worker/main.ts'), outDir: 'dist/worker', noExternal: ['@nexus/sandbox'] },
  ),
);

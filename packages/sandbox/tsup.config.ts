import { defineConfig } from 'tsup';
import { builds, library } from '../../tools/tsup.ts';

export default defineConfig(
  builds(
    // In chunks, so that a process loads the parsers when it first checks a tool.
    { ...library('src/index.ts'), splitting: true },
    // A process of its own that may read this one file.
    { ...library('src/worker/main.ts'), outDir: 'dist/worker', noExternal: ['quickjs-wasi'] },
  ),
);

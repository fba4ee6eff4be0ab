import { defineConfig } from 'tsup';
import { builds, library } from '../../tools/tsup.ts';

export default defineConfig(
  builds(
    // In chunks, so that a process loads the parsers when it first checks a tool; and with the little that it takes from
    // the models, so that no start waits for the rest of them.
    {
      ...library('src/index.ts'),
      splitting: true,
      noExternal: ['@nexus/models'],
      esbuildOptions: (options) => {
        options.conditions = ['@nexus/source', 'module', 'import'];
      },
    },
    // A process of its own that may read this one file.
    { ...library('src/worker/main.ts', 'src/worker/index.ts'), outDir: 'dist/worker', noExternal: ['quickjs-wasi'] },
  ),
);

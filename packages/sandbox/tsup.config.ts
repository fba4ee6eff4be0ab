import { defineConfig } from 'tsup';
import { thirdPartyLicences } from '../../tools/third-party.ts';
import { builds, library } from '../../tools/tsup.ts';

export default defineConfig(
  builds(
    // In chunks, so that a process loads the parsers when it first checks a tool; and with the little that it takes from
    // the models, so that no start waits for the rest of them. What finds the globals is five small packages otherwise.
    {
      ...library('src/index.ts'),
      splitting: true,
      noExternal: ['@nexus/models', 'eslint-scope', 'esrecurse', 'estraverse'],
      esbuildPlugins: [thirdPartyLicences('dist/THIRD-PARTY.md')],
      esbuildOptions: (options) => {
        options.conditions = ['@nexus/source', 'module', 'import'];
      },
    },
    { ...library('src/worker/index.ts'), outDir: 'dist/worker' },
    { ...library('src/thread/main.ts'), outDir: 'dist/thread' },
    // A process of its own that may read this one file. Every call waits for one to start: a script does sooner than a module.
    {
      ...library('src/worker/main.ts'),
      format: 'cjs',
      outDir: 'dist/worker',
      noExternal: ['quickjs-wasi'],
      minifySyntax: true,
      minifyWhitespace: true,
    },
  ),
);

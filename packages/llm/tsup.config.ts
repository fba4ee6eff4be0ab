import { defineConfig } from 'tsup';
import { builds, library, lightLibrary } from '../../tools/tsup.ts';

export default defineConfig(
  builds(
    // In chunks, so that a program loads only the backend that it uses.
    lightLibrary('src/index.ts'),
    // A process of its own.
    { ...library('src/worker/main.ts'), outDir: 'dist/worker' },
  ),
);

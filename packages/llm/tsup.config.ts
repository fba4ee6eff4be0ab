import { defineConfig } from 'tsup';
import { builds, library } from '../../tools/tsup.ts';

export default defineConfig(
  builds(
    // In chunks, so that a program loads only the backend that it uses.
    { ...library('src/index.ts'), splitting: true },
    // A process of its own.
    { ...library('src/worker/main.ts'), outDir: 'dist/worker' },
  ),
);

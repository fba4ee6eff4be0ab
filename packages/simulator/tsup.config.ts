import { defineConfig } from 'tsup';
import { builds, library } from '../../tools/tsup.ts';

// The bin is only the guard in front of the rest.
export default defineConfig(
  builds({ ...library('src/bin.ts'), external: ['./main.js'] }, library('src/main.ts', 'src/index.ts')),
);

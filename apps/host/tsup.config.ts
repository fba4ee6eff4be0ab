import { defineConfig } from 'tsup';
import { builds, library } from '../../tools/tsup.ts';

// In chunks, so that a command loads only what it needs.
export default defineConfig(builds({ ...library('src/bin.ts', 'src/index.ts'), splitting: true }));

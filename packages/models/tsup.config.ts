import { defineConfig } from 'tsup';
import { builds, library } from '../../tools/tsup.ts';

export default defineConfig(builds(library('src/index.ts', 'src/environment.ts', 'src/broker.ts', 'src/chart.ts')));

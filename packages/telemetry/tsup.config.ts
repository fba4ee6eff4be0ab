import { defineConfig } from 'tsup';
import { server } from '../../tools/tsup.ts';

export default defineConfig(server({ '#worker': 'src/worker.ts', '@nexus/models/chart': '../models/src/chart.ts' }));

import { defineConfig } from 'tsup';
import { server } from '../../tools/tsup.ts';

export default defineConfig(
  server({
    '#worker': 'src/worker.ts',
    '#mqtt': 'src/ingest/mqtt/index.ts',
    '@nexus/device-registry/store': '../device-registry/src/store/index.ts',
    '@nexus/models/chart': '../models/src/chart.ts',
  }),
);

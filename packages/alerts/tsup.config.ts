import { defineConfig } from 'tsup';
import { server } from '../../tools/tsup.ts';

export default defineConfig(
  server({
    '#yaml': 'src/rule-tests/yaml.ts',
    '#mqtt': 'src/notify/mqtt/index.ts',
    '@nexus/device-registry/store': '../device-registry/src/store/index.ts',
  }),
);

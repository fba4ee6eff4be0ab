import { defineConfig } from 'tsup';
import { server } from '../../tools/tsup.ts';

export default defineConfig(server({ '#mqtt': 'src/ota/mqtt/index.ts' }));

import { defineConfig } from 'tsup';
import { server } from '../../tools/tsup.ts';

export default defineConfig(server({ '#yaml': 'src/rule-tests/yaml.ts' }));

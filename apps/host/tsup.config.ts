import { defineConfig } from 'tsup';
import { builds, commandLine, library } from '../../tools/tsup.ts';

export default defineConfig(
  builds(commandLine('src/bin.ts', '@nexus/llm', 'aedes', '@opentelemetry/api'), {
    ...library('src/index.ts'),
    splitting: true,
  }),
);

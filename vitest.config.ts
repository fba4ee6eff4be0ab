import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const workspaces = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(new URL(parent, import.meta.url)).map((name) => ({ name, root: `${parent}/${name}` })),
);
const has = (path: string): boolean => existsSync(new URL(path, import.meta.url));

export default defineConfig({
  // Tests run against the sources; only the end-to-end tests use what the build made.
  ssr: { resolve: { conditions: ['@nexus/source', 'module', 'node', 'development|production'] } },
  test: {
    // One more than there are cores: many tests wait for a process that they started.
    maxWorkers: availableParallelism() + 1,
    projects: workspaces
      .filter(({ root }) => has(`${root}/package.json`))
      .map(({ name, root }) => ({
        extends: true as const,
        test: {
          name,
          root,
          // A module is evaluated once a worker, not once a file: a third of the whole time. Importing one does nothing.
          isolate: false,
          include: ['test/**/*.test.ts'],
          setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
          globalSetup: has(`${root}/test/global-setup.ts`) ? ['test/global-setup.ts'] : [],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      })),
    coverage: { provider: 'v8', include: ['packages/*/src/**', 'apps/*/src/**'] },
  },
});

import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const workspaces = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(new URL(parent, import.meta.url)).map((name) => ({ name, root: `${parent}/${name}` })),
);

export default defineConfig({
  // Tests run against the sources; only the end-to-end tests use what the build made.
  ssr: { resolve: { conditions: ['@nexus/source', 'module', 'node', 'development|production'] } },
  test: {
    projects: workspaces
      .filter(({ root }) => existsSync(new URL(`${root}/package.json`, import.meta.url)))
      .map(({ name, root }) => ({
        extends: true as const,
        test: { name, root, include: ['test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
      })),
    coverage: { provider: 'v8', include: ['packages/*/src/**', 'apps/*/src/**'] },
  },
});

import { defineConfig } from 'vitest/config';

/** The tests of what is mutated, without those that start processes or open databases. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@nexus/source', 'module', 'node', 'development|production'] } },
  test: {
    include: [
      'packages/alerts/test/{domain,rule-tests}/**/*.test.ts',
      'packages/device-registry/test/domain/firmware/*.test.ts',
    ],
    testTimeout: 60_000,
    env: { NEXUS_PROPERTY_RUNS: '60' },
  },
});

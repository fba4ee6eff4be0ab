import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** The laws last: most mutants die in a quick example before. */
class ExamplesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLaw = ({ moduleId }: TestSpecification) => Number(moduleId.endsWith('laws.test.ts'));
    return files.sort((a, b) => isLaw(a) - isLaw(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

/** The tests of what is mutated, without those that start processes, open databases or look only at generators. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@nexus/source', 'module', 'node', 'development|production'] } },
  test: {
    include: [
      'packages/alerts/test/{domain,rule-tests}/**/*.test.ts',
      'packages/device-registry/test/domain/firmware/*.test.ts',
    ],
    exclude: ['**/histories.test.ts'],
    setupFiles: ['bench/mutation/first-failure.ts'],
    sequence: { sequencer: ExamplesFirst },
    isolate: false,
    testTimeout: 60_000,
    env: { NEXUS_PROPERTY_RUNS: '60' },
  },
});

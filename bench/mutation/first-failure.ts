import { createRequire } from 'node:module';

const requireFromAlerts = createRequire(new URL('../../packages/alerts/package.json', import.meta.url));
const fastCheck = requireFromAlerts('fast-check') as {
  configureGlobal(given: { readonly endOnFailure: boolean; readonly seed: number }): void;
};

/** The first failure kills a mutant, and nobody reads the smallest one; with one seed two runs can be compared. */
fastCheck.configureGlobal({ endOnFailure: true, seed: 1 });

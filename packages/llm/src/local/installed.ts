import { findPackageJSON } from 'node:module';

/** Whether the optional package that runs local models is there. */
export function isNodeLlamaInstalled(): boolean {
  try {
    return findPackageJSON('node-llama-cpp', import.meta.url) !== undefined;
  } catch {
    return false; // it throws where the package cannot be resolved
  }
}

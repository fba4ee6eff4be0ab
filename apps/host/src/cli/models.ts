import { totalmem } from 'node:os';
import { fitsMemory, RECOMMENDED_MODELS } from '@nexus/llm';
import { coloursFor } from './colours.ts';
import { EXIT } from './exit-codes.ts';

/** Lists recommended models for this machine, smallest first. */
export function listModels({ json = false }: { readonly json?: boolean }, memoryBytes: number = totalmem()): number {
  const models = RECOMMENDED_MODELS.map((model) => ({ ...model, fits: fitsMemory(model, memoryBytes) }));
  if (json) {
    console.log(JSON.stringify({ memory_gb: round(memoryBytes / 1024 ** 3), models }, null, 2));
    return EXIT.ok;
  }
  const colours = coloursFor(process.stdout);
  console.log(
    `Models that call tools well for their size. This machine has ${round(memoryBytes / 1024 ** 3)} GB of memory.\n`,
  );
  for (const { name, address, file_gb, memory_gb, licence, evidence, fits } of models) {
    const verdict = fits ? colours.green('fits') : colours.dim(`needs a machine of ${memory_gb} GB`);
    console.log(`${colours.bold(name.padEnd(12))}  ${file_gb} GB, ${licence}: ${verdict}`);
    console.log(`  ${evidence}`);
    console.log(colours.dim(`  ${address}`));
  }
  console.log(`\nScores: ${RECOMMENDED_MODELS[0]?.source}`);
  console.log('Fetch one with: nexus models fetch NAME     then: npm install node-llama-cpp');
  return EXIT.ok;
}

function round(gigabytes: number): number {
  return Math.round(gigabytes * 10) / 10;
}

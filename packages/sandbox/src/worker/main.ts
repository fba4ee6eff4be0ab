// One worker: makes itself ready, gives up every right that it can, answers one request, and is killed.
// Usage: main.js run|strip ENGINE_WASM MEMORY_BYTES [SECCOMP_LIBRARY]
import { readFileSync } from 'node:fs';
import { createEngine } from './engine.ts';
import { lockdown } from './lockdown.ts';
import { applySeccomp } from './seccomp.ts';
import { serve } from './serve.ts';
import { stripTypes } from './strip-types.ts';

/** The build makes this file a script, which starts sooner than a module: it cannot wait at its top level. */
async function main(): Promise<void> {
  const [kind = '', wasmFile = '', memoryBytes = '', seccompLibrary] = process.argv.slice(2);
  const leave = process.exit.bind(process);
  let exit = (): void => leave(0);
  if (kind === 'strip') {
    if (seccompLibrary !== undefined) exit = applySeccomp(seccompLibrary);
    await serve((request) => {
      if (request.kind !== 'strip') throw new Error('this worker only strips types');
      return Promise.resolve(stripTypes(request.source));
    });
  } else {
    const wasm = readFileSync(wasmFile);
    // Before the engine, so that one which needs more than the filter allows never becomes ready.
    if (seccompLibrary !== undefined) exit = applySeccomp(seccompLibrary);
    const engine = await createEngine(wasm, Number(memoryBytes));
    lockdown();
    await serve((request) => {
      if (request.kind !== 'run') throw new Error('this worker only runs tools');
      return engine.run(request.run);
    });
  }
  exit();
}

void main();

// One worker: wakes Pyodide from its snapshot, gives up every right that it can, answers one request, and is killed.
// Usage: main.js KIND PYODIDE_FOLDER SNAPSHOT [SECCOMP_LIBRARY]
import { applySeccomp, lockdown, serve } from '@nexus/sandbox/worker';
import { PythonEngine } from './engine.ts';
import { wake } from './load.ts';
import { MemoryImage } from './memory-image.ts';

const [, folder = '', snapshot = '', seccompLibrary] = process.argv.slice(2);
const leave = process.exit.bind(process);
let exit = (): void => leave(0);
const engine = new PythonEngine(await wake(folder, new MemoryImage(snapshot)));
if (seccompLibrary !== undefined) exit = applySeccomp(seccompLibrary);
lockdown(['TextDecoder', 'TextEncoder', 'performance']);
// All that is left of it: where an exit of the guest writes its code, before it says that it is one.
Reflect.set(globalThis, 'process', { exitCode: 0 });
await serve((request) => {
  if (request.kind === 'strip') throw new Error('this worker only knows Python');
  return Promise.resolve(request.kind === 'run' ? engine.run(request.run) : engine.check(request.source));
});
exit();

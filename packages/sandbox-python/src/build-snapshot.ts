// Starts Pyodide once, has it read the guest's files, and writes its memory, from which workers wake in a fraction of the time.
// Usage: build-snapshot.js PYODIDE_FOLDER GUEST_FOLDER FILE
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUEST_FILES } from './guest-files.ts';
import { load, wake } from './worker/load.ts';
import { memoryImage } from './worker/memory-image.ts';

const [folder = '', guest = '', file = ''] = process.argv.slice(2);
const python = await load(folder, { _makeSnapshot: true });
for (const name of GUEST_FILES) python.runPython(readFileSync(join(guest, name), 'utf8'));
const snapshot = python.makeMemorySnapshot();
let image: Uint8Array[] = [];
// Waking one here as a worker does tells what its memory holds before it is filled.
await wake(folder, {
  head: snapshot,
  restore: (memory) => {
    image = memoryImage(snapshot, memory);
  },
});
writeFileSync(file, Buffer.concat(image));

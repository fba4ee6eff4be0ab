// Starts Pyodide once, has it read the guest's files, and writes its memory, from which workers wake in a fraction of the time.
// Usage: build-snapshot.js PYODIDE_FOLDER GUEST_FOLDER FILE
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUEST_FILES } from './guest-files.ts';
import { load } from './worker/load.ts';

const [folder = '', guest = '', file = ''] = process.argv.slice(2);
const python = await load(folder, { _makeSnapshot: true });
for (const name of GUEST_FILES) python.runPython(readFileSync(join(guest, name), 'utf8'));
writeFileSync(file, python.makeMemorySnapshot());

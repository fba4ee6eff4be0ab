import { constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { loadPyodide, PyodideAPI } from 'pyodide';

type Options = NonNullable<Parameters<typeof loadPyodide>[0]> & {
  readonly _makeSnapshot?: boolean;
  readonly _loadSnapshot?: Uint8Array;
};

/** Pyodide, from its package's folder alone: without any function of the host, and without its output. */
export async function load(folder: string, options: Options): Promise<PyodideAPI> {
  refuseBindings();
  const { loadPyodide: start } = (await import(pathToFileURL(join(folder, 'pyodide.mjs')).href)) as {
    readonly loadPyodide: (options: Options) => Promise<PyodideAPI>;
  };
  const lock = JSON.parse(readFileSync(join(folder, 'pyodide-lock.json'), 'utf8')) as object;
  return await start({
    indexURL: folder,
    lockFileContents: JSON.stringify({ ...lock, packages: {} }),
    // What `import js` would find.
    jsglobals: Object.freeze(Object.create(null) as object),
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
    env: { HOME: '/', TZ: 'UTC' },
    ...options,
  });
}

/** Pyodide asks Node.js for its internal constants, which the permission model refuses: they are public ones. */
function refuseBindings(): void {
  Reflect.set(process, 'binding', (name: string) => {
    if (name === 'constants') return { fs: constants, os: {} };
    throw new Error('not available');
  });
}

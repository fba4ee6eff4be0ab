import { constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { loadPyodide, PyodideAPI } from 'pyodide';
import type { MemoryImage } from './memory-image.ts';

type Options = NonNullable<Parameters<typeof loadPyodide>[0]>;
type Create = NonNullable<Options['createPyodideModule']>;

/** Pyodide, from its package's folder alone: without any function of the host, and without its output. */
export async function load(folder: string, options: Options): Promise<PyodideAPI> {
  refuseBindings();
  refuseChildren();
  const { loadPyodide: start } = (await importFrom(folder, 'pyodide.mjs')) as {
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

/** Pyodide as it was when its memory was written to an image. */
export async function wake(folder: string, image: Pick<MemoryImage, 'head' | 'restore'>): Promise<PyodideAPI> {
  const { default: create } = (await importFrom(folder, 'pyodide.asm.mjs')) as { readonly default: Create };
  return await load(folder, {
    _loadSnapshot: image.head,
    createPyodideModule: async (settings) => {
      const module = await create(Object.assign(settings, { onAbort: () => rethrow(new Error('it aborted')) }));
      // Its own first tells the console, which is not there, and so hides what happened.
      module.API.fatal_error = rethrow;
      image.restore(module.HEAPU8);
      return module;
    },
    // Whatever the guest may import it has imported before: it needs no library any more, but asks for the file.
    stdLibURL: join(folder, 'package.json'),
  });
}

function rethrow(error: unknown): never {
  throw error;
}

async function importFrom(folder: string, file: string): Promise<unknown> {
  return await import(pathToFileURL(join(folder, file)).href);
}

/** Pyodide asks Node.js for its internal constants, which the permission model refuses: they are public ones. */
function refuseBindings(): void {
  Reflect.set(process, 'binding', (name: string) => {
    if (name === 'constants') return { fs: constants, os: {} };
    throw new Error('not available');
  });
}

/** What `os.system` of the guest calls, which it finds whatever it may import: a shell that cannot start anything. */
function refuseChildren(): void {
  const children = createRequire(import.meta.url)('node:child_process') as object;
  Reflect.set(children, 'spawnSync', () => ({ status: CANNOT_EXECUTE }));
}

const CANNOT_EXECUTE = 126;

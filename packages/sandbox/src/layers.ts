import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What stands around the engine; each is meant to hold when those before it have failed. */
export type Layer = 'permission' | 'seccomp' | 'bubblewrap';

export interface LayerState {
  readonly layer: Layer;
  readonly active: boolean;
  /** Why it is not, for people. */
  readonly detail?: string;
}

/** Files that a worker needs; nothing else of the disk is readable for it. */
export const ENGINE_WASM = realpathSync(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm')));

let library: { readonly file: string | undefined } | undefined;

/** The native module through which a worker asks the system for its filter; undefined where it is not installed. */
export function seccompLibrary(): string | undefined {
  library ??= { file: findSeccompLibrary() };
  return library.file;
}

function findSeccompLibrary(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const name = `@koromix/koffi-linux-${process.arch}`;
  const folder = isMusl() ? `musl_${process.arch}` : `linux_${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const file = join(dirname(realpathSync(manifest)), folder, 'koffi.node');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined; // an optional dependency
  }
}

/** The command `bwrap`; undefined where it is not installed. */
export function bubblewrapCommand(path: string | undefined = process.env['PATH']): string | undefined {
  if (process.platform !== 'linux') return undefined;
  return (path ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'bwrap'))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isMusl(): boolean {
  const report = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined;
}

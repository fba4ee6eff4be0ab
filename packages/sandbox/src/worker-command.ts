import { dirname, parse } from 'node:path';
import type { RuntimeFiles } from './language-runtime.ts';
import { bubblewrapCommand, ENGINE_WASM, type Layer, seccompLibrary } from './layers.ts';
import { WORKER_FILE, WORKER_SOURCES } from './worker-file.ts';

export interface WorkerOptions {
  readonly kind: 'run' | 'strip';
  readonly layers: ReadonlySet<Layer>;
  readonly memoryBytes: number;
  readonly workerFile?: string;
  /** Of another language; the engine here unless given. */
  readonly runtime?: RuntimeFiles;
}

export interface WorkerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Whether it starts others, in a process group that is killed with it. */
  readonly leadsGroup: boolean;
}

/** Small heaps and the quick compiler: a worker lives for one call. */
const V8_FLAGS = [
  '--no-warnings',
  '--disallow-code-generation-from-strings',
  '--max-old-space-size=96',
  '--max-semi-space-size=2',
  '--liftoff-only',
];
const WASM_PAGE_BYTES = 64 * 1024;
/** The engine's own code and stack, beside what the guest may use. */
const ENGINE_PAGES = 512;

/** How to start a worker behind some layers; those that the machine lacks must not be asked for. */
export function workerCommand(options: WorkerOptions): WorkerCommand {
  const { kind, layers, memoryBytes, runtime } = options;
  const workerFile = options.workerFile ?? runtime?.worker_file ?? WORKER_FILE;
  const library = layers.has('seccomp') ? seccompLibrary() : undefined;
  const engine = runtime?.readable ?? [WORKER_SOURCES, dirname(ENGINE_WASM)];
  const readable = [...engine, workerFile, ...(library === undefined ? [] : [library])];
  const pages = memoryBytes / WASM_PAGE_BYTES + (runtime === undefined ? ENGINE_PAGES : 0);
  const node = [
    ...V8_FLAGS,
    `--wasm-max-mem-pages=${pages}`,
    // The permission model knows nothing of SQLite, which opens files by itself.
    ...(process.allowedNodeEnvironmentFlags.has('--experimental-sqlite') ? ['--no-experimental-sqlite'] : []),
    ...(layers.has('permission') ? permissionFlags(readable, library !== undefined) : []),
    ...(runtime?.node_flags ?? []),
    workerFile,
    kind,
    ...(runtime?.args ?? [ENGINE_WASM, String(memoryBytes)]),
    ...(library === undefined ? [] : [library]),
  ];
  const bubblewrap = layers.has('bubblewrap') ? bubblewrapCommand() : undefined;
  return {
    ...(bubblewrap === undefined
      ? { file: process.execPath, args: node }
      : { file: bubblewrap, args: [...bubblewrapArgs([process.execPath, ...readable]), process.execPath, ...node] }),
    leadsGroup: bubblewrap !== undefined,
    env: environment(),
    cwd: parse(process.execPath).root,
  };
}

function permissionFlags(readable: readonly string[], addons: boolean): string[] {
  return ['--permission', ...readable.map((path) => `--allow-fs-read=${path}`), ...(addons ? ['--allow-addons'] : [])];
}

/** Namespaces of its own for everything, and of the disk the system's libraries and the worker's files. */
function bubblewrapArgs(readable: readonly string[]): string[] {
  const libraries = ['/usr/lib', '/usr/lib64', '/lib', '/lib64', '/etc/ld.so.cache'];
  return [
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    '--clearenv',
    '--setenv',
    'UV_USE_IO_URING',
    '0',
    '--cap-drop',
    'ALL',
    ...libraries.flatMap((path) => ['--ro-bind-try', path, path]),
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    ...readable.flatMap((path) => ['--ro-bind', path, path]),
    '--chdir',
    '/',
  ];
}

/** Empty, but for what a process cannot start without: rings of io_uring would pass by the filter. */
function environment(): Record<string, string> {
  const { SystemRoot } = process.env;
  return { UV_USE_IO_URING: '0', ...(process.platform === 'win32' && SystemRoot !== undefined ? { SystemRoot } : {}) };
}

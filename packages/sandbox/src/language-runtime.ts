/** What runs a language that this package does not know by itself; `@nexus/sandbox-python` brings one. */
export interface LanguageRuntime {
  readonly language: 'python';
  /** Name and version, for people. */
  readonly engine: string;
  /** What the guest may use, the engine included. */
  readonly memory_bytes: number;
  /** Makes ready what workers start from, the first time. @throws {Error} when that cannot be done. */
  prepare(): Promise<RuntimeFiles>;
}

export interface RuntimeFiles {
  /** A program that speaks the protocol of `@nexus/sandbox/worker`; called with `run`, `args`, and the filter's library. */
  readonly worker_file: string;
  readonly args: readonly string[];
  /** Files and folders that it reads, besides its own. */
  readonly readable: readonly string[];
  readonly node_flags: readonly string[];
}

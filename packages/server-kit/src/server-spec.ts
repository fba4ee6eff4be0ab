import type { PlatformConfig } from './platform-config.ts';
import type { BuildingTime } from '@nexus/models';
import type * as z from 'zod';
import type { Logger } from './log.ts';
import type { Prompt } from './prompt.ts';
import type { Resource } from './resource.ts';
import type { Route } from './route.ts';
import type { TaskStore } from './tasks/task-store.ts';
import type { Tool } from './tool.ts';
import type { ToolSource } from './tool-source.ts';

/** What `open` and commands get besides the configuration. */
export interface OpenContext {
  readonly log: Logger;
  readonly time: BuildingTime;
}

/** One more word of the command line, such as `nexus-telemetry import readings.csv`. */
export interface Command<Deps> {
  readonly name: string;
  readonly description: string;
  /** After the name, such as `--zones zones.csv --devices devices.csv`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Whether it takes words besides its options. */
  readonly positionals: boolean;
  /** @returns The exit code. A `NexusError` is printed with its hint and exits 1. */
  run(input: CommandInput, context: CommandContext<Deps>): number | Promise<number>;
}

export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly description: string;
}

export interface CommandInput {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

export interface CommandContext<Deps> extends OpenContext {
  readonly deps: Deps;
  readonly signal: AbortSignal;
  /** Writes a line of result to stdout. */
  readonly print: (line: string) => void;
  /** Writes progress to stderr: in place on a terminal, nothing otherwise. */
  readonly status: (text: string) => void;
}

/** A whole server, declared. */
export interface ServerSpec<Config extends z.ZodObject, Deps extends AsyncDisposable> {
  /** The name of its command, such as `nexus-telemetry`. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Said to the model once: how the tools play together. At most 512 characters. */
  readonly instructions: string;
  /** Port of `--http` when none is given. */
  readonly port: number;
  /** The server's own variables; those of the platform come by themselves. */
  readonly config: Config;
  /** Once a process; disposed at shutdown. */
  open(config: z.output<Config> & PlatformConfig, context: OpenContext): Promise<Deps>;
  /** Work of a serving process beside its answers, such as taking readings in; it ends soon after the signal aborts. */
  background?(
    config: z.output<Config> & PlatformConfig,
    context: OpenContext & { readonly deps: Deps; readonly signal: AbortSignal },
  ): Promise<void>;
  /** Where tasks are kept; without it no call can be made one. */
  tasks?(deps: Deps): TaskStore;
  readonly tools: readonly Tool<Deps>[];
  /** Tools beside these that come and go while the server runs. */
  readonly toolSource?: ToolSource<Deps>;
  readonly resources: readonly Resource<Deps>[];
  readonly prompts: readonly Prompt<Deps>[];
  readonly commands?: readonly Command<Deps>[];
  /** Over HTTP only. */
  readonly routes?: readonly Route<Deps>[];
}

export function defineServer<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
): ServerSpec<Config, Deps> {
  return spec;
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LLMConfig } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import {
  defaultDataDir,
  type Environment,
  flag,
  loadEnvironment,
  readConfig,
  timeZone,
} from '@nexus/models/environment';
import * as z from 'zod';
import { modelsFolder } from './models-folder.ts';
import { bundledTargets } from './servers/bundled.ts';
import { readServerFile } from './servers/server-file.ts';
import type { ServerTarget } from './servers/server-target.ts';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const count = (least: number, most: number) =>
  z.coerce.number({ error: 'must be a number' }).int('must be a whole number').min(least).max(most);
const seconds = (most: number) => z.coerce.number({ error: 'must be a number' }).positive().max(most);

/** The variables that the host reads; the servers read their own. */
const hostVariables = z.object({
  NEXUS_LLM_BACKEND: z
    .enum(['auto', 'local', 'remote', 'builtin'])
    .default('auto')
    .describe('What answers: a remote or local model, or the builtin sentence patterns.'),
  NEXUS_REMOTE_API_BASE_URL: httpUrl.optional().describe("Base URL of an OpenAI-compatible API; by default OpenAI's."),
  NEXUS_REMOTE_API_KEY: z.string().optional().describe('Key for that API.'),
  NEXUS_REMOTE_MODEL_NAME: z.string().optional().describe('Model at that API.'),
  NEXUS_LOCAL_MODEL_PATH: z
    .string()
    .optional()
    .describe('GGUF file of the local model, or the hf: address of a fetched one.'),
  NEXUS_LOCAL_MODEL_N_GPU_LAYERS: count(-1, 10_000).default(-1).describe('Layers of it on the GPU; -1 for all.'),
  NEXUS_LOCAL_MODEL_N_CTX: count(512, 1_048_576).default(8192).describe('Tokens of its context.'),
  NEXUS_LOCAL_MODEL_N_THREADS: count(1, 1024)
    .optional()
    .describe("Its threads; by default the machine's physical cores."),
  NEXUS_MAX_TOOL_ITERATIONS: count(1, 200).default(20).describe('Rounds of tool calls before an answer is forced.'),
  NEXUS_TOOL_CALL_TIMEOUT_SECONDS: seconds(3600).default(30).describe('Longest time that one tool call may take.'),
  NEXUS_CONNECT_TIMEOUT_SECONDS: seconds(600).default(30).describe('Longest time that a server may take to start.'),
  NEXUS_DEVICE_SERVER_URL: httpUrl.optional().describe('A running registry server; without it the host starts one.'),
  NEXUS_TELEMETRY_SERVER_URL: httpUrl.optional().describe('A running telemetry server, likewise.'),
  NEXUS_ALERT_SERVER_URL: httpUrl.optional().describe('A running alert server, likewise.'),
  NEXUS_DATA_DIR: z
    .string()
    .optional()
    .describe("The platform's data folder; the host keeps fetched models and approvals in it."),
  NEXUS_TIMEZONE: timeZone.describe("The building's time zone; by default the machine's."),
  NEXUS_READ_ONLY: flag(false).describe('Offers and runs only tools that read.'),
});

/** The file of servers that is read without being named. */
const SERVER_FILE = 'nexus.config.json';

/** Everything that a {@link NexusHost} is made of. */
export interface HostConfig {
  readonly servers: readonly ServerTarget[];
  readonly llm: LLMConfig;
  /** Where the host keeps what outlives it: approvals, and what servers said of their tools. */
  readonly dataDir?: string | undefined;
  /** IANA name of the building's time zone. */
  readonly timeZone: string | undefined;
  readonly maxToolIterations: number;
  readonly toolCallTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Tools that write are neither offered nor run. */
  readonly readOnly: boolean;
}

export interface ConfigSources {
  readonly environment?: Environment | undefined;
  /** Where `nexus.config.json` is looked for; the working directory by default. */
  readonly cwd?: string | undefined;
  /** An `mcpServers` file, relative to `cwd`. */
  readonly serverFile?: string | undefined;
}

/**
 * Reads the host's configuration from the environment, the `.env` file and the `mcpServers` file.
 *
 * @throws {NexusError} `invalid_argument` that lists all faults of all of them.
 */
export function readHostConfig(sources: ConfigSources = {}): HostConfig {
  const cwd = sources.cwd ?? process.cwd();
  const environment = sources.environment ?? loadEnvironment(cwd);
  const [variables, servers] = allOrFaults(
    () => readConfig(hostVariables, environment),
    () => readServers(cwd, environment, sources.serverFile),
  );
  return {
    servers,
    llm: {
      backend: variables.NEXUS_LLM_BACKEND,
      remote: {
        base_url: variables.NEXUS_REMOTE_API_BASE_URL,
        api_key: variables.NEXUS_REMOTE_API_KEY,
        model: variables.NEXUS_REMOTE_MODEL_NAME,
      },
      local: {
        model: variables.NEXUS_LOCAL_MODEL_PATH,
        gpu_layers: variables.NEXUS_LOCAL_MODEL_N_GPU_LAYERS,
        context_size: variables.NEXUS_LOCAL_MODEL_N_CTX,
        threads: variables.NEXUS_LOCAL_MODEL_N_THREADS,
        models_folder: modelsFolder(environment),
      },
    },
    dataDir: resolve(cwd, variables.NEXUS_DATA_DIR ?? defaultDataDir(environment)),
    timeZone: variables.NEXUS_TIMEZONE,
    maxToolIterations: variables.NEXUS_MAX_TOOL_ITERATIONS,
    toolCallTimeoutMs: Math.ceil(variables.NEXUS_TOOL_CALL_TIMEOUT_SECONDS * 1000),
    connectTimeoutMs: Math.ceil(variables.NEXUS_CONNECT_TIMEOUT_SECONDS * 1000),
    readOnly: variables.NEXUS_READ_ONLY,
  };
}

function readServers(cwd: string, environment: Environment, named: string | undefined): ServerTarget[] {
  if (named !== undefined) return readServerFile(resolve(cwd, named), environment);
  const usual = join(cwd, SERVER_FILE);
  return existsSync(usual) ? readServerFile(usual, environment) : bundledTargets(environment);
}

/** Runs both readers even when the first finds faults, so that a user sees all of them at once. */
function allOrFaults<First, Second>(first: () => First, second: () => Second): [First, Second] {
  const faults: NexusError[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!NexusError.is(error)) throw error;
      faults.push(error);
      return undefined;
    }
  };
  const results = [attempt(first), attempt(second)] as const;
  const [fault, ...others] = faults;
  if (fault === undefined) return results as [First, Second];
  if (others.length === 0) throw fault;
  throw new NexusError('invalid_argument', faults.map((each) => each.message).join('\n'), {
    hint: faults.map((each) => each.hint).join(' '),
  });
}

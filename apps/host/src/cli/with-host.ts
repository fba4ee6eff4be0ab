import { type Environment, loadEnvironment } from '@nexus/models/environment';
import { BuildingTime } from '@nexus/models';
import { openBackend } from '../backend.ts';
import { type HostConfig, readHostConfig } from '../config.ts';
import { type HostOptions, NexusHost } from '../host.ts';
import type { EventListener } from '../loop/events.ts';
import { preferRunning } from '../platform/running-servers.ts';
import { Recorder } from '../recording/recorder.ts';
import { onInterrupt } from './interrupt.ts';

/** Options that every command has that talks to servers. */
export interface HostFlags {
  readonly config?: string;
  readonly backend?: 'auto' | 'remote' | 'builtin' | 'local';
  readonly allowWrites?: boolean;
  /** Where every exchange with the model and the tools is written. */
  readonly record?: string;
}

/** What looks on besides the person: a recording, and traces. */
export interface Watch {
  /** Makes a listener that also tells those who look on. */
  readonly listener: (onEvent: EventListener) => EventListener;
  readonly beginConversation: () => void;
}

/**
 * Runs a command with a host of its own, and closes the host whatever happens.
 *
 * @returns The exit code of `work`, or that of the signal that ended it.
 */
export async function withHost(
  flags: HostFlags,
  work: (host: NexusHost, signal: AbortSignal, watch: Watch) => Promise<number>,
  options: HostOptions = {},
): Promise<number> {
  const environment = loadEnvironment();
  const config = configOf(flags, environment);
  using interrupt = onInterrupt();
  const [servers, recording] = await Promise.all([
    preferRunning(config.servers, environment),
    flags.record === undefined ? undefined : record(flags.record, flags, config, options),
  ]);
  const host = new NexusHost(
    { ...config, servers },
    { allowWrites: flags.allowWrites, ...options, ...recording?.options },
  );
  // Else a server that hangs would hold up the end until its budget is spent.
  interrupt.signal.addEventListener('abort', () => void host.shutdown(), { once: true });
  try {
    const code = await work(host, interrupt.signal, await watchOver(host, recording?.recorder, environment));
    return interrupt.exitCode ?? code;
  } catch (error) {
    if (interrupt.exitCode !== undefined) return interrupt.exitCode;
    throw error;
  } finally {
    await host.shutdown();
    await recording?.opened[Symbol.asyncDispose]();
  }
}

function configOf(flags: HostFlags, environment: Environment): HostConfig {
  const config = readHostConfig({ environment, serverFile: flags.config });
  return { ...config, llm: { ...config.llm, backend: flags.backend ?? config.llm.backend } };
}

async function record(path: string, flags: HostFlags, config: HostConfig, options: HostOptions) {
  const time = new BuildingTime({ zone: config.timeZone });
  const backend = await openBackend(config.llm, time);
  const recorder = new Recorder(path, {
    started: new Date(time.nowMs()).toISOString(),
    time_zone: time.zone,
    backend: backend.getBackendInfo(),
    max_tool_iterations: config.maxToolIterations,
    allow_writes: flags.allowWrites ?? false,
    asks: options.approve !== undefined,
  });
  const approve = options.approve && recorder.approve(options.approve);
  const { ownCall } = recorder;
  return {
    recorder,
    opened: backend,
    options: { backend: recorder.backend(backend), ownCall, ...(approve && { approve }) },
  };
}

/** Traces are loaded where they are asked for, since the file costs every start. */
async function watchOver(host: NexusHost, recorder: Recorder | undefined, environment: Environment): Promise<Watch> {
  const isTraced = Boolean(environment['NEXUS_OTEL'] ?? environment['OTEL_EXPORTER_OTLP_ENDPOINT']);
  const tracing = isTraced ? await import('../tracing/trace-run.ts') : undefined;
  const trace = tracing?.wantsTraces(environment) === true ? tracing.traceRun : undefined;
  return {
    listener(onEvent) {
      const recorded = recorder === undefined ? onEvent : recorder.watch(host, onEvent);
      return trace === undefined ? recorded : trace(recorded);
    },
    beginConversation: () => recorder?.beginConversation(),
  };
}

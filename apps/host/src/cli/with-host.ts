import { loadEnvironment } from '@nexus/models/environment';
import { readHostConfig } from '../config.ts';
import { type HostOptions, NexusHost } from '../host.ts';
import { preferRunning } from '../platform/running-servers.ts';
import { onInterrupt } from './interrupt.ts';

/** Options that every command has that talks to servers. */
export interface HostFlags {
  readonly config?: string;
  readonly backend?: 'auto' | 'remote' | 'builtin' | 'local';
  readonly allowWrites?: boolean;
}

/**
 * Runs a command with a host of its own, and closes the host whatever happens.
 *
 * @returns The exit code of `work`, or that of the signal that ended it.
 */
export async function withHost(
  flags: HostFlags,
  work: (host: NexusHost, signal: AbortSignal) => Promise<number>,
  options: HostOptions = {},
): Promise<number> {
  const environment = loadEnvironment();
  const config = readHostConfig({ environment, serverFile: flags.config });
  const backend = flags.backend ?? config.llm.backend;
  using interrupt = onInterrupt();
  const servers = await preferRunning(config.servers, environment);
  const host = new NexusHost(
    { ...config, servers, llm: { ...config.llm, backend } },
    { allowWrites: flags.allowWrites, ...options },
  );
  // Else a server that hangs would hold up the end until its budget is spent.
  interrupt.signal.addEventListener('abort', () => void host.shutdown(), { once: true });
  try {
    const code = await work(host, interrupt.signal);
    return interrupt.exitCode ?? code;
  } catch (error) {
    if (interrupt.exitCode !== undefined) return interrupt.exitCode;
    throw error;
  } finally {
    await host.shutdown();
  }
}

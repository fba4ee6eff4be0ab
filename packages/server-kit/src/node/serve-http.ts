import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NexusError } from '@nexus/models';
import type { Runtime } from '../call-context.ts';
import { createHttpApp, type HttpAppOptions } from '../http/app.ts';
import { urlHost } from '../http/guard.ts';

const DRAIN_MS = 10_000;

interface Listening {
  readonly host: string;
  readonly port: number;
}

/**
 * Serves Streamable HTTP until `stop`, then drains.
 *
 * @throws {NexusError} `unavailable` when the address cannot be listened on.
 */
export async function serveHttp<Deps>(
  runtime: Runtime<Deps>,
  stop: AbortSignal,
  { host, port }: Listening,
  options: Omit<HttpAppOptions, 'host'>,
): Promise<void> {
  // Imported only here: a bundle hoists the other imports, and this one would double the start over stdio.
  const { createServer } = await import('node:http');
  const app = createHttpApp(runtime, { ...options, host });
  const server = createServer(
    // A client must send its headers, and then its request, in so long.
    { headersTimeout: 20_000, requestTimeout: 60_000, connectionsCheckingInterval: 5_000, keepAlive: true },
    app.handle,
  );
  try {
    await listen(server, host, port);
    const { port: taken } = server.address() as AddressInfo;
    runtime.log.info(`listening on http://${urlHost(host)}:${taken}/mcp`);
    if (!stop.aborted) await once(stop, 'abort');
    runtime.log.info('stopping');
    await app.drain(DRAIN_MS);
  } finally {
    await app.close();
    server.close();
    server.closeAllConnections();
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new NexusError('unavailable', LISTEN_FAULTS[code]?.(host, port) ?? `${host}:${port}: ${code || 'failed'}.`, {
      hint: 'Choose another with --port and --host.',
      cause,
    });
  }
}

const LISTEN_FAULTS: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) => `Port ${port} on ${host} is in use.`,
  EACCES: (_host, port) => `This user may not listen on port ${port}.`,
  EADDRNOTAVAIL: (host) => `This machine has no address ${host}.`,
  ENOTFOUND: (host) => `There is no host ${host}.`,
};

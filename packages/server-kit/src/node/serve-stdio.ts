import type { Readable, Writable } from 'node:stream';
import { buildServer } from '../build-server.ts';
import type { Runtime } from '../call-context.ts';
import { StdioTransport } from './stdio-transport.ts';

/** How long calls may still run after the client closed its side, as when requests are piped in from a file. */
const GRACE_MS = 1_000;

/**
 * Serves one client until it has gone, or until `stop`.
 *
 * @param opened Before it, the client is greeted, and what it asks waits: it need not wait for files to be opened.
 */
export async function serveStdio<Deps>(
  runtime: Runtime<Deps>,
  stop: AbortSignal,
  opened: Promise<unknown>,
  input: Readable = process.stdin,
  output: Writable = process.stdout,
): Promise<void> {
  const server = buildServer(runtime);
  const transport = new StdioTransport(input, output, opened);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  transport.onend = end;
  stop.addEventListener('abort', () => end());
  let grace: NodeJS.Timeout | undefined;
  const leave = () => (grace ??= setTimeout(end, GRACE_MS));
  for (const event of ['end', 'close']) input.once(event, () => void opened.then(leave, leave));
  await server.connect(transport);
  if (stop.aborted) end();
  await ended;
  clearTimeout(grace);
  await server.close();
}

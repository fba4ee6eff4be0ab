import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { ServerTarget } from '../servers/server-target.ts';

/** Remembers that there was a process; the SDK forgets it as soon as it begins to close. */
export class ChildTransport extends StdioClientTransport {
  wasStarted = false;

  override async start(): Promise<void> {
    await super.start();
    this.wasStarted = true;
  }
}

/** @param onReopened The stream of notes was broken and is there again; what was said meanwhile is lost. */
export function openTransport(
  target: ServerTarget,
  onReopened: () => void,
): ChildTransport | StreamableHTTPClientTransport {
  if (target.kind === 'http') {
    return new StreamableHTTPClientTransport(new URL(target.url), {
      requestInit: { headers: { ...target.headers } },
      fetch: noticingReopened(onReopened),
      ...(target.authorization && { authProvider: target.authorization.provider }),
      reconnectionOptions: {
        maxRetries: 2,
        initialReconnectionDelay: 250,
        maxReconnectionDelay: 2_000,
        reconnectionDelayGrowFactor: 2,
      },
    });
  }
  return new ChildTransport({
    command: target.command,
    args: [...target.args],
    env: { ...target.env },
    stderr: 'pipe',
    ...(target.cwd !== undefined && { cwd: target.cwd }),
  });
}

/** The SDK opens a broken stream again by itself, and tells nobody. */
function noticingReopened(onReopened: () => void): typeof fetch {
  let wasOpen = false;
  return async (input, init) => {
    const response = await fetch(input, init);
    const accept = new Headers(init?.headers).get('accept');
    if (init?.method === 'GET' && accept === 'text/event-stream' && response.ok) {
      if (wasOpen) onReopened();
      wasOpen = true;
    }
    return response;
  };
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { BuildingTime } from '@nexus/models';
import type * as z from 'zod';
import { catalogue, type Logger, type ServerSpec, silentLogger } from '../src/index.ts';
import { createHttpApp, type HttpApp, type HttpAppOptions } from '../src/node.ts';

export interface ListeningApp extends AsyncDisposable {
  readonly app: HttpApp;
  readonly port: number;
  readonly url: string;
  /** Sockets that are open now. */
  connections(): Promise<number>;
}

/** The kit's HTTP app on a free port of this process. */
export async function listening<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  deps: Deps,
  options: HttpAppOptions = {},
  log: Logger = silentLogger,
): Promise<ListeningApp> {
  const runtime = { catalogue: catalogue(spec, false), deps, log, time: new BuildingTime({ zone: 'UTC' }) };
  const app = createHttpApp(runtime, options);
  const server = createServer(app.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    app,
    port,
    url: `http://127.0.0.1:${port}/mcp`,
    connections: promisify(server.getConnections.bind(server)),
    async [Symbol.asyncDispose]() {
      await app.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

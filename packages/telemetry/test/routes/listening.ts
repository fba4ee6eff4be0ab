import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { catalogue, silentLogger } from '@nexus/server-kit';
import { createHttpApp, type HttpAppOptions } from '@nexus/server-kit/node';
import type { Deps } from '../../src/deps.ts';
import { server as spec } from '../../src/server.ts';
import { time } from '../building.ts';

export interface Listening extends AsyncDisposable {
  /** Posts a body to a path such as `/api/v2/write?precision=s`. */
  post(path: string, body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
}

/** The telemetry server over HTTP, on a free port of this process. */
export async function listening(deps: Deps, options: HttpAppOptions = {}): Promise<Listening> {
  const app = createHttpApp({ catalogue: catalogue(spec, deps.readOnly), deps, log: silentLogger, time }, options);
  const server = createServer(app.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    post: (path, body, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body }),
    async [Symbol.asyncDispose]() {
      await app.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

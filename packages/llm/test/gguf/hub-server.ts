import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HubQuirks {
  /** Connections that are dropped after so many bytes, one after another. */
  readonly cuts?: readonly number[];
  /** Bytes that the client has kept: only then is a connection dropped, so that nothing is lost on the way. */
  readonly kept?: () => number;
  readonly ranges?: boolean;
  readonly wrongChecksum?: boolean;
  /** Bytes that a file has more than it is said to have. */
  readonly surplus?: number;
  readonly status?: number;
}

export interface HubServer extends AsyncDisposable {
  readonly endpoint: string;
  /** Ranges that were asked for, in order; undefined for a whole file. */
  readonly ranges: (string | undefined)[];
  readonly tokens: (string | undefined)[];
}

/** A model hub on this machine with one repository, user/repo. */
export async function startHub(files: Readonly<Record<string, Buffer>>, quirks: HubQuirks = {}): Promise<HubServer> {
  const { cuts = [], kept = () => Infinity, ranges = true, wrongChecksum = false, surplus = 0, status } = quirks;
  const asked: (string | undefined)[] = [];
  const tokens: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    const path = /^\/user\/repo\/resolve\/main\/(.+)$/u.exec(request.url ?? '')?.[1];
    const bytes = files[decodeURIComponent(path ?? '')];
    if (status !== undefined) response.writeHead(status).end('no');
    else if (request.url === '/api/models/user/repo/tree/main?recursive=true') {
      response.end(JSON.stringify(Object.entries(files).map(([name, content]) => listed(name, content))));
    } else if (bytes === undefined) response.writeHead(404).end();
    else send(bytes, request, response);
  });
  const send = (bytes: Buffer, request: IncomingMessage, response: ServerResponse) => {
    const start = ranges ? startOf(request) : 0;
    asked.push(request.headers.range);
    response.writeHead(start > 0 ? 206 : 200);
    const rest = Buffer.concat([bytes.subarray(start), Buffer.alloc(surplus)]);
    const cut = cuts[asked.length - 1];
    if (cut === undefined) response.end(rest);
    else response.write(rest.subarray(0, cut), () => dropWhen(() => kept() >= start + cut, response));
  };
  const listed = (path: string, bytes: Buffer) => ({
    type: 'file',
    path,
    size: bytes.length,
    lfs: {
      oid: createHash('sha256')
        .update(wrongChecksum ? 'x' : bytes)
        .digest('hex'),
      size: bytes.length,
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ranges: asked,
    tokens,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function dropWhen(ready: () => boolean, response: ServerResponse): void {
  if (ready()) response.destroy();
  else setTimeout(() => dropWhen(ready, response), 5);
}

function startOf({ headers }: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/u.exec(headers.range ?? '')?.[1] ?? 0);
}

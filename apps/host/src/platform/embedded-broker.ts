import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { NexusError } from '@nexus/models';

const LOOPBACK = '127.0.0.1';
const MQTT_PORT = 1883;

/** An MQTT broker in this process, for this machine only: in memory, MQTT 3.1.1, without users. */
export interface EmbeddedBroker extends AsyncDisposable {
  readonly url: string;
}

/**
 * Opens a broker on a loopback port; without one that is asked for, on the usual port or, where that is taken, on a free one.
 *
 * It listens when this resolves, and answers as soon as its code is loaded.
 *
 * @throws {NexusError} `unavailable` when the port that is asked for cannot be had.
 */
export async function openEmbeddedBroker(port: number | undefined): Promise<EmbeddedBroker> {
  const sockets = new Set<Socket>();
  const loading = import('aedes').then(({ Aedes }) => Aedes.createBroker());
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {}); // a client that breaks off is its own matter
    void loading.then((broker) => broker.handle(socket));
  });
  const taken = await listen(server, port ?? MQTT_PORT).catch((error: unknown) => {
    if (port === undefined && isInUse(error)) return listen(server, 0);
    throw new NexusError('unavailable', `The MQTT broker cannot listen on port ${port ?? MQTT_PORT}.`, {
      hint: 'Choose another with --mqtt-port, or set NEXUS_MQTT_URL to the broker that runs already.',
      cause: error,
    });
  });
  await loading;
  return {
    url: `mqtt://${LOOPBACK}:${taken}`,
    async [Symbol.asyncDispose]() {
      const broker = await loading;
      await new Promise<void>((resolve) => broker.close(resolve));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';

export interface TestBroker extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** A broker in this process; it speaks MQTT 3.1.1 only. */
export async function embeddedBroker(port = 0): Promise<TestBroker & { readonly clients: () => string[] }> {
  const broker = await Aedes.createBroker();
  const clients = new Set<string>();
  broker.on('client', ({ id }) => clients.add(id)).on('clientDisconnect', ({ id }) => clients.delete(id));
  const listening = await listen((socket) => void broker.handle(socket), port);
  return {
    ...listening,
    clients: () => [...clients],
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => broker.close(resolve));
      await listening[Symbol.asyncDispose]();
    },
  };
}

/** Takes every connection and never says a word. */
export function silentBroker(): Promise<TestBroker> {
  return listen(() => {}, 0);
}

export const hasMosquitto = spawnSync('mosquitto', ['-h']).error === undefined;

/** Mosquitto, which speaks MQTT 5. @param acl Lines of its file of rights. */
export async function mosquitto(acl: string): Promise<TestBroker> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'nexus-broker-'));
  writeFileSync(join(folder, 'acl'), acl);
  const lines = [
    `listener ${port} 127.0.0.1`,
    'user root',
    'allow_anonymous true',
    `acl_file ${join(folder, 'acl')}`,
    '',
  ];
  writeFileSync(join(folder, 'mosquitto.conf'), lines.join('\n'));
  const child = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
  const url = `mqtt://127.0.0.1:${port}`;
  while (!(await accepts(url))) {
    if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`);
    await sleep(20);
  }
  return {
    url,
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = await listen(() => {}, 0);
  await probe[Symbol.asyncDispose]();
  return probe.port;
}

async function listen(onSocket: (socket: Socket) => void, port: number): Promise<TestBroker> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => {})); // a client that is gone is no fault of the broker
    onSocket(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `mqtt://127.0.0.1:${address.port}`,
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function accepts(url: string): Promise<boolean> {
  try {
    const client = await connectAsync(url, { reconnectPeriod: 0, connectTimeout: 1_000 });
    await client.endAsync();
    return true;
  } catch {
    return false; // not listening yet
  }
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as dial, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';

const MOSQUITTO = ['mosquitto', '/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find(
  (path) => spawnSync(path, ['-h'], { stdio: 'ignore' }).error === undefined,
);

/** A real Mosquitto, with restarts and a queue on disk; where there is none, tests of those are left out. */
export const hasMosquitto = MOSQUITTO !== undefined;

export interface TestBroker extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Brings it back on the same port. */
  start(): Promise<void>;
}

/** Mosquitto where it is installed, else the embedded stand-in. */
export function openBroker(): Promise<TestBroker> {
  return hasMosquitto ? openMosquitto() : openAedes();
}

/** The configuration that the README recommends, on a free port. */
export async function openMosquitto(settings = ''): Promise<TestBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-mosquitto-'));
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  await writeFile(
    config,
    [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      'persistence true',
      `persistence_location ${folder}/`,
      'autosave_interval 5',
      'max_queued_messages 100000',
      'max_inflight_messages 500',
      // Else it gives up its rights, and with them the folder.
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      settings,
      '',
    ].join('\n'),
  );
  let child: ChildProcess | undefined;
  const broker: TestBroker = {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    async start() {
      child = spawn(MOSQUITTO ?? 'mosquitto', ['-c', config], { stdio: 'ignore' });
      await answering(port);
    },
    async stop(signal = 'SIGTERM') {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
    async [Symbol.asyncDispose]() {
      await broker.stop('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
  await broker.start();
  return broker;
}

/** Embedded, in memory, MQTT 3.1.1 only. */
export async function openAedes(): Promise<TestBroker> {
  const aedes = await Aedes.createBroker();
  const port = await freePort();
  const sockets = new Set<{ destroy(): void }>();
  let server: Server | undefined;
  const broker: TestBroker = {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    async start() {
      server = createServer((socket) => {
        sockets.add(socket);
        aedes.handle(socket);
      }).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server?.close(resolve));
    },
    async [Symbol.asyncDispose]() {
      await broker.stop();
      await new Promise<void>((resolve) => aedes.close(resolve));
    },
  };
  await broker.start();
  return broker;
}

/** A client for the side of the sensors. */
export async function openSensor(broker: TestBroker): Promise<MqttClient & AsyncDisposable> {
  const client = await connectAsync(broker.url, { protocolVersion: 4, reconnectPeriod: 100 });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.endAsync(true) });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answering(port: number): Promise<void> {
  for (;;) {
    const socket = dial(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(20);
  }
}

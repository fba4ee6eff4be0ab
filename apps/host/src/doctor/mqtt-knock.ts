import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export type Visit =
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'accepted'; readonly keepsSessions: boolean };

const PATIENCE_MS = 3_000;
const KEEP_ALIVE_SECONDS = 10;
const CONNACK = 0x20;
const DISCONNECT = Buffer.from([0xe0, 0]);

/** Introduces a client twice by MQTT 3.1.1, to see whether the broker remembers it; its session is taken away again. */
export async function knock(address: BrokerAddress): Promise<Visit> {
  const clientId = `nexus-doctor-${crypto.randomUUID().slice(0, 8)}`;
  try {
    const first = await introduce(address, clientId, false);
    if (first.code !== 0) return { kind: 'refused', code: first.code };
    const second = await introduce(address, clientId, false);
    await introduce(address, clientId, true);
    return { kind: 'accepted', keepsSessions: second.isKnown };
  } catch (error) {
    return { kind: 'unreachable', reason: error instanceof Error ? error.message || error.name : String(error) };
  }
}

async function introduce(
  address: BrokerAddress,
  clientId: string,
  clean: boolean,
): Promise<{ readonly code: number; readonly isKnown: boolean }> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const socket = await open(address, signal);
  try {
    socket.write(connectPacket(clientId, clean, address));
    const [answer] = (await once(socket, 'data', { signal })) as [Buffer];
    if (answer[0] !== CONNACK || answer.length < 4) throw new Error('it does not speak MQTT');
    // A session without a subscription is nothing that a broker need keep.
    if (answer[3] === 0 && !clean) {
      socket.write(subscribePacket(clientId));
      await once(socket, 'data', { signal });
    }
    socket.end(DISCONNECT);
    return { code: answer[3] ?? 0, isKnown: (answer[2] ?? 0) === 1 };
  } catch (error) {
    throw signal.aborted ? new Error('it does not answer', { cause: error }) : error;
  } finally {
    socket.destroySoon();
  }
}

async function open({ host, port, secure }: BrokerAddress, signal: AbortSignal): Promise<Socket> {
  const tls = secure ? await import('node:tls') : undefined;
  const socket = tls ? tls.connect({ host, port, servername: host }) : connect({ host, port });
  try {
    await once(socket, tls ? 'secureConnect' : 'connect', { signal });
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? new Error('it does not answer', { cause: error }) : error;
  }
  return socket;
}

/** MQTT 3.1.1, section 3.1. */
function connectPacket(clientId: string, clean: boolean, { username, password }: BrokerAddress): Buffer {
  const flags = (clean ? 2 : 0) | (username === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  const texts = [clientId, username, password].filter((each) => each !== undefined);
  const body = Buffer.concat([text('MQTT'), Buffer.from([4, flags, 0, KEEP_ALIVE_SECONDS]), ...texts.map(text)]);
  return Buffer.concat([Buffer.from([0x10, ...length(body.length)]), body]);
}

/** MQTT 3.1.1, section 3.8, of quality of service 1. */
function subscribePacket(clientId: string): Buffer {
  const body = Buffer.concat([Buffer.from([0, 1]), text(`nexus-doctor/${clientId}`), Buffer.from([1])]);
  return Buffer.concat([Buffer.from([0x82, ...length(body.length)]), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

function length(bytes: number): number[] {
  return bytes < 128 ? [bytes] : [(bytes % 128) | 0x80, ...length(Math.floor(bytes / 128))];
}

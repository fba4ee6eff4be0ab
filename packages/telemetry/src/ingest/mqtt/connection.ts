import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nexus/server-kit';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Broker } from '@nexus/models/broker';
import type { AckStream, Proceed } from './commit-gate.ts';
import type { Message } from './message.ts';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** A connection that ends sooner, as when nothing can be stored, is no reason to hurry. */
const LASTING_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** A process that is told to stop has less than a second. */
const FAREWELL_MS = 300;
const KEEPALIVE_SECONDS = 60;
/** A broker keeps what comes for us over a long weekend. */
const SESSION_EXPIRY_SECONDS = 7 * 86_400;
/** Messages under way at once; the broker's own limit is mostly lower. */
const RECEIVE_MAXIMUM = 2_000;
/** By the standards 5 and 3.1.1: the broker does not speak the version that it was asked for. */
const VERSION_REFUSED = new Set([1, 132]);
const SESSION_TAKEN_OVER = 142;

export interface ConnectionPlan {
  readonly clientId: string;
  /** Whether the broker keeps subscriptions and undelivered messages while we are away. */
  readonly isPersistent: boolean;
  readonly broker: Broker;
  readonly log: Logger;
  /** What is told of in the log. */
  readonly title: string;
  /** After each connect. */
  connected(client: MqttClient): void;
  /** One at a time: the next comes after `proceed`. */
  received(message: Message, stream: AckStream, proceed: Proceed): void;
  /** Before a connection is ended on purpose. */
  closing?(): Promise<void>;
}

/** Version 5 until the broker refuses it. */
interface Attempt {
  readonly protocolVersion: 4 | 5;
  readonly hasLasted: boolean;
}

/**
 * Keeps one connection to the broker until `signal` aborts; whatever happens to it, it is tried again, after 1 to 30 s.
 *
 * Each connection has a client of its own: the library's would carry acknowledgements from one connection into the next,
 * where the broker may have given their numbers to other messages.
 */
export async function keepConnected(plan: ConnectionPlan, signal: AbortSignal): Promise<void> {
  const { log, title, broker } = plan;
  let delay_ms = FIRST_DELAY_MS / 2;
  let protocolVersion: 4 | 5 = 5;
  while (!signal.aborted) {
    const before: 4 | 5 = protocolVersion;
    const attempt: Attempt = await connectOnce(plan, protocolVersion, signal);
    protocolVersion = attempt.protocolVersion;
    if (signal.aborted) return;
    if (protocolVersion !== before) continue;
    delay_ms = attempt.hasLasted ? FIRST_DELAY_MS : Math.min(delay_ms * 2, LONGEST_DELAY_MS);
    // Not all at once, where a broker comes back to a thousand clients.
    const wait_ms = Math.round(Math.max(FIRST_DELAY_MS, delay_ms * (0.5 + Math.random() / 2)));
    log.info(`${title}: connecting again`, { broker: broker.address, in_ms: wait_ms });
    await sleep(wait_ms, undefined, { signal, ref: false }).catch(() => {});
  }
}

function connectOnce(plan: ConnectionPlan, version: 4 | 5, signal: AbortSignal): Promise<Attempt> {
  const { log, title, broker } = plan;
  const client = connect(optionsOf(plan, version));
  let protocolVersion = version;
  let connected_ms: number | undefined;
  return new Promise((resolve) => {
    client.handleMessage = ({ topic, payload, retain }, proceed) => {
      const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
      const message = { topic, payload: bytes, arrival_ms: Date.now(), isRetained: retain };
      plan.received(message, client.stream, (error) => proceed(error));
    };
    client.on('connect', ({ sessionPresent }) => {
      connected_ms = performance.now();
      log.info(`${title}: connected`, { broker: broker.address, version, session: sessionPresent ? 'kept' : 'new' });
      plan.connected(client);
    });
    client.on('error', (error) => {
      const code = 'code' in error ? error.code : undefined;
      if (connected_ms === undefined && version === 5 && VERSION_REFUSED.has(Number(code))) protocolVersion = 4;
      else log.warning(`${title}: ${error.message === '' ? String(code) : error.message}`, { broker: broker.address });
    });
    client.on('disconnect', ({ reasonCode }) => {
      const takenOver = reasonCode === SESSION_TAKEN_OVER ? 'another client uses our client id' : 'the broker hung up';
      log.warning(`${title}: ${takenOver}`, { broker: broker.address, reason_code: reasonCode });
    });
    const stop = () => void hangUp(client, plan);
    signal.addEventListener('abort', stop, { once: true });
    client.once('close', () => {
      signal.removeEventListener('abort', stop);
      client.end(true);
      const hasLasted = connected_ms !== undefined && performance.now() - connected_ms >= LASTING_MS;
      resolve({ protocolVersion, hasLasted });
    });
    if (signal.aborted) stop();
  });
}

async function hangUp(client: MqttClient, plan: ConnectionPlan): Promise<void> {
  await plan.closing?.();
  // Politely where it can be: then the broker tells nobody that we died.
  client.end(!client.connected);
  setTimeout(() => client.stream.destroy(), FAREWELL_MS).unref();
}

function optionsOf({ broker, clientId, isPersistent }: ConnectionPlan, protocolVersion: 4 | 5): IClientOptions {
  const properties = {
    receiveMaximum: RECEIVE_MAXIMUM,
    ...(isPersistent ? { sessionExpiryInterval: SESSION_EXPIRY_SECONDS } : {}),
  };
  return {
    ...broker.options,
    clientId,
    clean: !isPersistent,
    protocolVersion,
    ...(protocolVersion === 5 ? { properties } : {}),
    keepalive: KEEPALIVE_SECONDS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Broker } from '@nexus/models/broker';
import { connect, type MqttClient } from 'mqtt';
import { UndeliverableError } from '../channel.ts';

const ANSWER_MS = 10_000;
const KEEP_ALIVE_SECONDS = 30;
/** The broker speaks no MQTT 5: by 3.1.1 and by 5. */
const OTHER_VERSION = [1, 132];
/** Not authorised, no valid topic, too large, not of the form it says: the same message never passes. */
const FINAL = [0x87, 0x90, 0x95, 0x99];

/** When anything goes wrong with a connection, it is over, and nothing of it is sent again behind our back. */
export interface BrokerConnection {
  readonly isOver: boolean;
  /** Resolves when the broker has the message. @throws {UndeliverableError} when it refuses it for good. */
  publish(topic: string, body: string, options: { readonly retain: boolean }): Promise<void>;
}

/**
 * By MQTT 5, in which a broker says why it refuses a message, else by 3.1.1.
 *
 * @param clientId An older connection of this name is ended by the broker.
 * @param signal Ends the connection, also one that is being made.
 */
export async function connectToBroker(
  { options }: Broker,
  clientId: string,
  signal: AbortSignal,
): Promise<BrokerConnection> {
  const settings = { ...options, clientId, keepalive: KEEP_ALIVE_SECONDS, connectTimeout: ANSWER_MS };
  const open = (protocolVersion: 4 | 5) =>
    Connection.open(connect({ ...settings, protocolVersion, reconnectPeriod: 0 }), signal);
  try {
    return await open(5);
  } catch (error) {
    if (!OTHER_VERSION.includes(codeOf(error) ?? 0)) throw error;
    return open(4);
  }
}

class Connection implements BrokerConnection {
  readonly #client: MqttClient;
  readonly #over = Promise.withResolvers<never>();
  isOver = false;

  private constructor(client: MqttClient, signal: AbortSignal) {
    this.#client = client;
    const stop = () => this.#end(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    client.on('error', (error) => this.#end(error));
    client.on('close', () => {
      signal.removeEventListener('abort', stop);
      this.#end(new Error('The broker closed the connection.'));
    });
    // Whoever publishes hears of it; while nobody does, the next one connects anew.
    this.#over.promise.catch(() => {});
  }

  static async open(client: MqttClient, signal: AbortSignal): Promise<Connection> {
    const connection = new Connection(client, signal);
    const connected = new Promise((resolve) => client.once('connect', resolve));
    await Promise.race([connected, connection.#over.promise]);
    return connection;
  }

  async publish(topic: string, body: string, { retain }: { readonly retain: boolean }): Promise<void> {
    const stop = new AbortController();
    try {
      await Promise.race([
        this.#client.publishAsync(topic, body, { qos: 1, retain }),
        this.#over.promise,
        timeout(stop.signal),
      ]);
    } catch (error) {
      if (FINAL.includes(codeOf(error) ?? 0)) throw new UndeliverableError(reasonOf(error), { cause: error });
      this.#end(error);
      throw error;
    } finally {
      stop.abort();
    }
  }

  #end(reason: unknown): void {
    this.isOver = true;
    this.#over.reject(reason);
    this.#client.end(true);
  }
}

/** Fails when the broker has not answered in time; never ends once it is stopped. */
async function timeout(stop: AbortSignal): Promise<never> {
  const isStopped = await sleep(ANSWER_MS, false, { signal: stop }).catch(() => true);
  if (isStopped) return new Promise(() => {});
  throw new Error('The broker did not acknowledge the message in time.');
}

/** What the broker answered, where it did. */
function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `The broker refused it: ${error.message}` : 'The broker refused it.';
}

import { type Broker, brokerOf, type BrokerSettings } from '@nexus/models/broker';
import type { Notification } from '../store/index.ts';
import type { Channel } from './channel.ts';
import type { BrokerConnection } from './mqtt/broker-connection.ts';
import { topicOf } from './mqtt-topic.ts';

/**
 * Publishes every message as JSON with QoS 1.
 *
 * The connection is opened when there is something to tell, and lasts as long as this process is the one that tells.
 *
 * @param options.topic With placeholders, as `topicOf` fills them.
 * @param options.retain Whether the broker keeps the last message of each topic.
 * @throws {NexusError} `unavailable` for a CA file that cannot be read.
 */
export function mqttChannel(options: {
  readonly broker: BrokerSettings;
  readonly topic: string;
  readonly retain: boolean;
}): Channel {
  const { topic, retain } = options;
  const link = new BrokerLink(brokerOf(options.broker));
  return {
    name: 'mqtt',
    async send(notification, body, signal) {
      const connection = await link.connection(clientIdOf(notification), signal);
      await connection.publish(topicOf(topic, notification.alert), body, { retain });
    },
  };
}

interface Opened {
  readonly connection: Promise<BrokerConnection>;
  readonly signal: AbortSignal;
}

class BrokerLink {
  readonly #broker: Broker;
  #open: Opened | undefined;

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  /** The one that is open, else a new one, for all who ask at once; it ends with `signal`. */
  async connection(clientId: string, signal: AbortSignal): Promise<BrokerConnection> {
    const known = this.#open;
    if (known?.signal !== signal) return this.#connect(clientId, signal);
    const connection = await known.connection;
    if (!connection.isOver) return connection;
    this.#forget(known);
    return this.connection(clientId, signal);
  }

  async #connect(clientId: string, signal: AbortSignal): Promise<BrokerConnection> {
    const connection = import('#mqtt').then(({ connectToBroker }) => connectToBroker(this.#broker, clientId, signal));
    const opened = { connection, signal };
    this.#open = opened;
    try {
      return await connection;
    } catch (error) {
      this.#forget(opened);
      throw error;
    }
  }

  #forget(opened: Opened): void {
    if (this.#open === opened) this.#open = undefined;
  }
}

/**
 * The same for whoever tells of the alerts of one database: who takes over from a process that hangs ends its connection,
 * and with it what it has not delivered yet.
 */
function clientIdOf({ key }: Notification): string {
  return `nexus-alerts-${key.slice(0, 8)}`;
}

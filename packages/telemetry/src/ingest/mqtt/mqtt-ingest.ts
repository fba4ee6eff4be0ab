import { randomBytes } from 'node:crypto';
import { type Broker, brokerOf, type BrokerSettings } from '@nexus/models/broker';
import type { Logger } from '@nexus/server-kit';
import type { Intake } from '../delivery.ts';
import { keptClientId } from './client-id.ts';
import { type AckStream, CommitGate, type Proceed } from './commit-gate.ts';
import { keepConnected } from './connection.ts';
import { DiscoveryListener } from './discovery/discovery-listener.ts';
import type { MappingRule } from './mapping/mapping-schema.ts';
import { readMapping } from './mapping/read-mapping.ts';
import type { Message } from './message.ts';
import { MessageRouter } from './message-router.ts';
import { OWN_FILTER } from './own-topics.ts';
import { Subscriptions } from './subscriptions.ts';

export interface MqttSettings {
  readonly broker: BrokerSettings;
  /** Our name at the broker; without it, the one that `clientIdFile` keeps. */
  readonly clientId?: string | undefined;
  /** Beside the database; without it, the broker keeps nothing for us. */
  readonly clientIdFile?: string | undefined;
  /** Of a shared subscription. */
  readonly sharedGroup?: string | undefined;
  /** Such as `homeassistant`; without it, announcements are not read. */
  readonly discoveryPrefix?: string | undefined;
  readonly mappingFile?: string | undefined;
}

/** Takes readings from an MQTT broker into the intake. */
export class MqttIngest {
  readonly #broker: Broker;
  readonly #clientId: string;
  readonly #isPersistent: boolean;
  readonly #rules: readonly MappingRule[];
  readonly #settings: MqttSettings;
  readonly #intake: Intake;
  readonly #log: Logger;

  private constructor(
    settings: MqttSettings,
    prepared: {
      readonly broker: Broker;
      readonly clientId: string | undefined;
      readonly rules: readonly MappingRule[];
    },
    intake: Intake,
    log: Logger,
  ) {
    this.#settings = settings;
    this.#broker = prepared.broker;
    this.#isPersistent = prepared.clientId !== undefined;
    this.#clientId = prepared.clientId ?? `nexus-${randomBytes(8).toString('hex')}`;
    this.#rules = prepared.rules;
    this.#intake = intake;
    this.#log = log;
  }

  /** Connects to nothing yet. @throws {NexusError} for settings and files that are wrong. */
  static async prepare(settings: MqttSettings, intake: Intake, log: Logger): Promise<MqttIngest> {
    const { clientId, clientIdFile, mappingFile } = settings;
    const prepared = {
      broker: brokerOf(settings.broker),
      clientId: clientId ?? (clientIdFile === undefined ? undefined : await keptClientId(clientIdFile)),
      rules: mappingFile === undefined ? [] : await readMapping(mappingFile),
    };
    return new MqttIngest(settings, prepared, intake, log);
  }

  /** Ingests until `signal` aborts; then what is under way is stored, acknowledged, and the broker told goodbye. */
  async run(signal: AbortSignal): Promise<void> {
    const log = this.#log;
    const { sharedGroup, discoveryPrefix: prefix } = this.#settings;
    const subscriptions = new Subscriptions(log, sharedGroup);
    subscriptions.add([OWN_FILTER, ...this.#rules.map(({ topic }) => topic.filter)]);
    const shared = { broker: this.#broker, clientId: this.#clientId, log };
    const discovery =
      prefix === undefined
        ? undefined
        : new DiscoveryListener({ ...shared, prefix, intake: this.#intake, subscriptions });
    const announcements = discovery?.run(signal);
    await discovery?.isReady(signal);
    const router = new MessageRouter(this.#rules, discovery?.devices, log);
    const gates = new Gates(this.#intake, log);
    await keepConnected(
      {
        ...shared,
        isPersistent: this.#isPersistent,
        title: 'MQTT',
        connected: (client) => subscriptions.use(client),
        received: (message, stream, proceed) => gates.take(router, message, stream, proceed),
        closing: () => gates.close(),
      },
      signal,
    );
    await announcements;
  }
}

/** The gate of the connection that is in use. */
class Gates {
  readonly #intake: Intake;
  readonly #log: Logger;
  #stream: AckStream | undefined;
  #gate: CommitGate | undefined;

  constructor(intake: Intake, log: Logger) {
    this.#intake = intake;
    this.#log = log;
  }

  take(router: MessageRouter, message: Message, stream: AckStream, proceed: Proceed): void {
    if (stream !== this.#stream || !this.#gate) {
      this.#stream = stream;
      this.#gate = new CommitGate(this.#intake, stream, (error) => {
        this.#log.warning('MQTT: readings could not be stored; the broker will send them again', { error });
      });
    }
    const deliveries = router.read(message);
    if (deliveries.length === 0) proceed();
    else this.#gate.take(deliveries, proceed);
  }

  async close(): Promise<void> {
    await this.#gate?.close();
  }
}

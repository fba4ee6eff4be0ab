import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nexus/server-kit';
import type { Delivery, Intake } from '../../delivery.ts';
import type { Broker } from '@nexus/models/broker';
import { keepConnected } from '../connection.ts';
import type { Message } from '../message.ts';
import type { Subscriptions } from '../subscriptions.ts';
import { configTopicOf } from './announcement.ts';
import { DiscoveredDevices } from './discovered-devices.ts';

/** What the broker keeps has come when nothing came for so long. */
const QUIET_MS = 400;
const LONGEST_WAIT_MS = 15_000;
const SWEEP_MS = 5_000;
/** New devices announce themselves in a burst of messages. */
const GATHER_MS = 50;

export interface DiscoveryOptions {
  /** Such as `homeassistant`. */
  readonly prefix: string;
  readonly broker: Broker;
  readonly clientId: string;
  readonly intake: Intake;
  /** Of the connection that carries the readings. */
  readonly subscriptions: Subscriptions;
  readonly log: Logger;
}

/**
 * Follows what devices announce, over a connection of its own: a broker that kept messages for us sends them before it
 * repeats the announcements without which they cannot be read.
 */
export class DiscoveryListener {
  readonly devices = new DiscoveredDevices();
  readonly #options: DiscoveryOptions;
  readonly #ready = Promise.withResolvers<void>();
  readonly #subscribed = new Set<string>();
  #lastConfig_ms = 0;
  #unsent: Delivery[] = [];
  #gathering: NodeJS.Timeout | undefined;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  /** Resolves when the announcements that the broker keeps are known, or `signal` aborts. */
  async isReady(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#ready.resolve(), { once: true });
    await this.#ready.promise;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { prefix, broker, clientId, log } = this.#options;
    const filters = [`${prefix}/+/+/config`, `${prefix}/+/+/+/config`];
    const sweep = setInterval(() => void this.#sweep(), SWEEP_MS).unref();
    try {
      await keepConnected(
        {
          broker,
          log,
          clientId: `${clientId}-d`,
          isPersistent: false,
          title: 'MQTT discovery',
          connected: (client) => {
            client.subscribe(filters, { qos: 1, rh: 0 }, (error) => {
              if (error) log.warning(`MQTT discovery: ${error.message}`, { topics: filters });
              void this.#settle(signal);
            });
          },
          received: (message, _, proceed) => {
            this.#configure(message);
            proceed();
          },
        },
        signal,
      );
    } finally {
      clearInterval(sweep);
      clearTimeout(this.#gathering);
    }
  }

  #configure(message: Message): void {
    const where = configTopicOf(this.#options.prefix, message.topic);
    if (!where) return;
    this.#lastConfig_ms = performance.now();
    const delivery = this.devices.configure(message, where);
    for (const { reason, payload } of delivery.rejections) {
      this.#options.log.warning(`MQTT discovery: ${reason}`, { topic: message.topic, entity: payload });
    }
    if (delivery.devices.length > 0 || delivery.rejections.length > 0) void this.#put(delivery);
    this.#gathering ??= setTimeout(() => this.#followTopics(), GATHER_MS).unref();
  }

  #followTopics(): void {
    this.#gathering = undefined;
    const { topics } = this.devices;
    const { subscriptions } = this.#options;
    const gone = [...this.#subscribed].filter((topic) => !topics.has(topic));
    for (const topic of gone) this.#subscribed.delete(topic);
    for (const topic of topics) this.#subscribed.add(topic);
    subscriptions.remove(gone);
    subscriptions.add([...topics]);
  }

  async #settle(signal: AbortSignal): Promise<void> {
    const began_ms = performance.now();
    this.#lastConfig_ms = began_ms;
    const isQuiet = () => performance.now() - this.#lastConfig_ms >= QUIET_MS;
    while (!isQuiet() && performance.now() - began_ms < LONGEST_WAIT_MS) {
      await sleep(QUIET_MS / 4, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
    }
    this.#followTopics();
    this.#ready.resolve();
    this.#options.log.info('MQTT discovery: listening', {
      prefix: this.#options.prefix,
      entities: this.devices.entities,
    });
  }

  async #sweep(): Promise<void> {
    const again = this.#unsent;
    this.#unsent = [];
    for (const delivery of [...again, ...this.devices.expired(Date.now())]) await this.#put(delivery);
  }

  /** Nobody sends these again, so what could not be stored is kept. */
  async #put(delivery: Delivery): Promise<void> {
    try {
      await this.#options.intake.put(delivery);
    } catch (error) {
      this.#options.log.warning('MQTT discovery: not stored yet', { topic: delivery.source, error });
      this.#unsent.push(delivery);
    }
  }
}

import type { Logger } from '@nexus/server-kit';
import type { MqttClient } from 'mqtt';

/** Filters a SUBSCRIBE packet; some brokers take no more than a few. */
const FILTERS_PER_PACKET = 50;

/** What we listen to, on whatever connection there is. */
export class Subscriptions {
  readonly #filters = new Set<string>();
  readonly #log: Logger;
  readonly #group: string | undefined;
  #client: MqttClient | undefined;

  /** @param group Of a shared subscription: each message goes to one of the group. */
  constructor(log: Logger, group: string | undefined) {
    this.#log = log;
    this.#group = group;
  }

  /** Asks a new connection for everything: a session that the broker kept takes it as it was. */
  use(client: MqttClient): void {
    this.#client = client;
    this.#subscribe([...this.#filters]);
  }

  add(filters: readonly string[]): void {
    const fresh = filters.filter((filter) => !this.#filters.has(filter));
    for (const filter of fresh) this.#filters.add(filter);
    this.#subscribe(fresh);
  }

  remove(filters: readonly string[]): void {
    const gone = filters.filter((filter) => this.#filters.delete(filter)).map((filter) => this.#shared(filter));
    const client = this.#client;
    if (!client?.connected || gone.length === 0) return;
    client.unsubscribe(gone, (error) => this.#told(error ?? null, gone));
  }

  #subscribe(filters: readonly string[]): void {
    const client = this.#client;
    if (!client?.connected) return;
    for (let from = 0; from < filters.length; from += FILTERS_PER_PACKET) {
      const part = filters.slice(from, from + FILTERS_PER_PACKET).map((filter) => this.#shared(filter));
      // Retained messages come once a session: each time they would be readings of now.
      client.subscribe(part, { qos: 1, rh: 1 }, (error) => this.#told(error, part));
    }
  }

  #shared(filter: string): string {
    return this.#group === undefined ? filter : `$share/${this.#group}/${filter}`;
  }

  #told(error: Error | null, topics: readonly string[]): void {
    if (error) this.#log.warning(`MQTT: ${error.message}`, { topics });
  }
}

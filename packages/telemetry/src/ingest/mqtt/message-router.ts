import type { Logger } from '@nexus/server-kit';
import type { Delivery } from '../delivery.ts';
import type { DiscoveredDevices } from './discovery/discovered-devices.ts';
import { draft } from './draft.ts';
import { mapMessage } from './mapping/map-message.ts';
import type { MappingRule } from './mapping/mapping-schema.ts';
import type { Message } from './message.ts';
import { isFirmwareTopic, isOwnTopic, readOwnMessage } from './own-topics.ts';

/** Reads each message by what knows its topic. */
export class MessageRouter {
  readonly #rules: readonly MappingRule[];
  readonly #devices: DiscoveredDevices | undefined;
  readonly #log: Logger;

  constructor(rules: readonly MappingRule[], devices: DiscoveredDevices | undefined, log: Logger) {
    this.#rules = rules;
    this.#devices = devices;
    this.#log = log;
  }

  /** Empty for a topic that nobody reads any more. Never throws: a message that does would come again for ever. */
  read(message: Message): readonly Delivery[] {
    try {
      if (isFirmwareTopic(message.topic)) return []; // no readings, but the registry's
      if (isOwnTopic(message.topic)) return [readOwnMessage(message)];
      const rule = this.#rules.find(({ topic }) => topic.match(message.topic));
      const deliveries = [this.#devices?.read(message), rule && mapMessage(rule, message)];
      return deliveries.filter((delivery) => delivery !== undefined);
    } catch (error) {
      this.#log.error('MQTT: a message could not be read', { topic: message.topic, error });
      return [draft(message, (draft) => draft.reject('it could not be read; see the log'))];
    }
  }
}

import { cleanText } from '@nexus/models';
import type { Delivery } from '../../delivery.ts';
import { type Draft, draft } from '../draft.ts';
import { numberIn, valueAt } from '../json-value.ts';
import { type Message, textOf, UnreadablePayload } from '../message.ts';
import { timestampMs } from '../message-time.ts';
import { type ConfigTopic, readAnnouncement } from './announcement.ts';
import { Availability } from './availability.ts';
import type { Announcement, Entity } from './entity.ts';
import { metricsOf } from './metric-names.ts';
import { isUnknown, wordOf } from './state-words.ts';
import { TopicUse } from './topic-use.ts';

const MAX_ENTITIES = 20_000;
const MAX_SHOWN = 100;

/** What devices announced of themselves, and how to read what they send. Kept in memory: a broker repeats it. */
export class DiscoveredDevices {
  /** By the topic of the config. */
  readonly #announced = new Map<string, { readonly payload: string; readonly entities: readonly Entity[] }>();
  readonly #byDevice = new Map<string, Entity[]>();
  readonly #metrics = new Map<string, string>();
  readonly #states = new TopicUse<Entity>();
  readonly #availability = new Availability();
  readonly #lastSeen_ms = new Map<Entity, number>();

  /** The topics that must be subscribed to. */
  get topics(): ReadonlySet<string> {
    return new Set([...this.#states.topics(), ...this.#availability.topics()]);
  }

  get entities(): number {
    return this.#metrics.size;
  }

  /** Takes a config message; an empty one withdraws what was announced there. */
  configure(message: Message, where: ConfigTopic): Delivery {
    return draft(message, (draft) => {
      const payload = textOf(message);
      const before = this.#announced.get(message.topic);
      // The broker repeats what it has kept at every subscription.
      if (before?.payload === payload) return;
      if (before) this.#forget(message.topic, before.entities);
      if (payload.trim() === '') return;
      const announcement = readAnnouncement(message, where);
      if (this.entities + announcement.entities.length > MAX_ENTITIES) {
        throw new UnreadablePayload(`more than ${MAX_ENTITIES} sensors are announced; this one is not taken`);
      }
      this.#remember(message.topic, payload, announcement);
      for (const { reason, part } of announcement.faults) draft.reject(reason, part);
      if (announcement.device) draft.hint(announcement.device);
    });
  }

  /** Reads a message of an announced topic; `undefined` for any other topic. */
  read(message: Message): Delivery | undefined {
    const entities = this.#states.of(message.topic);
    const isAvailability = this.#availability.uses(message.topic);
    if (entities.length === 0 && !isAvailability) return undefined;
    // That a device is gone is no sign of its life.
    return draft({ ...message, isRetained: message.isRetained || entities.length === 0 }, (draft) => {
      const text = textOf(message);
      const json = jsonIn(text);
      if (isAvailability) {
        for (const entity of this.#availability.update(message.topic, text, json)) {
          if (!message.isRetained) this.#addMissing(draft, entity, message.arrival_ms);
        }
      }
      const timestamp_ms = timestampMs(valueAt(json, ['last_seen']));
      for (const entity of entities) {
        this.#lastSeen_ms.set(entity, message.arrival_ms);
        this.#add(draft, entity, text, json, timestamp_ms);
      }
    });
  }

  /** Missing readings of the sensors that announced for how long a value holds, and were silent for longer. */
  expired(now_ms: number): Delivery[] {
    const deliveries: Delivery[] = [];
    for (const [entity, seen_ms] of this.#lastSeen_ms) {
      const { expire_after_ms, state_topic } = entity;
      if (expire_after_ms === undefined) this.#lastSeen_ms.delete(entity);
      if (expire_after_ms === undefined || now_ms - seen_ms < expire_after_ms) continue;
      this.#lastSeen_ms.delete(entity);
      const message = { topic: state_topic, payload: new Uint8Array(), arrival_ms: now_ms, isRetained: true };
      deliveries.push(draft(message, (draft) => this.#addMissing(draft, entity, seen_ms + expire_after_ms)));
    }
    return deliveries;
  }

  #add(draft: Draft, entity: Entity, text: string, json: unknown, timestamp_ms: number | undefined): void {
    const { device_id, kind, isNumeric } = entity;
    const result = entity.template ? entity.template(text, json) : text;
    const word = wordOf(result);
    if (word === undefined || isUnknown(word)) return;
    const value = kind === 'sensor' ? numberIn(word) : switchValue(entity, word);
    const metric = this.#metrics.get(entity.id);
    if (value !== undefined)
      draft.add({ device_id, metric, value, unit: unitOf(entity), quality: undefined, timestamp_ms });
    else if (isNumeric || kind === 'binary_sensor') {
      draft.reject(`it is no value of ${metric} of ${device_id}`, cleanText(word, MAX_SHOWN));
    }
  }

  #addMissing(draft: Draft, entity: Entity, timestamp_ms: number): void {
    const metric = this.#metrics.get(entity.id);
    const { device_id } = entity;
    draft.add({ device_id, metric, value: null, unit: unitOf(entity), quality: 'missing', timestamp_ms });
  }

  #remember(topic: string, payload: string, { entities }: Announcement): void {
    this.#announced.set(topic, { payload, entities });
    for (const entity of entities) {
      this.#byDevice.set(entity.device_id, [...(this.#byDevice.get(entity.device_id) ?? []), entity]);
      this.#states.add(entity.state_topic, entity);
      this.#availability.add(entity);
    }
    this.#nameMetrics(entities);
  }

  #forget(topic: string, entities: readonly Entity[]): void {
    this.#announced.delete(topic);
    const gone = new Set(entities);
    for (const entity of entities) {
      const rest = (this.#byDevice.get(entity.device_id) ?? []).filter((other) => !gone.has(other));
      if (rest.length > 0) this.#byDevice.set(entity.device_id, rest);
      else this.#byDevice.delete(entity.device_id);
      this.#metrics.delete(entity.id);
      this.#lastSeen_ms.delete(entity);
      this.#states.remove(entity.state_topic, entity);
      this.#availability.remove(entity);
    }
    this.#nameMetrics(entities);
  }

  #nameMetrics(changed: readonly Entity[]): void {
    for (const device_id of new Set(changed.map((entity) => entity.device_id))) {
      for (const [id, metric] of metricsOf(this.#byDevice.get(device_id) ?? [])) this.#metrics.set(id, metric);
    }
  }
}

function unitOf({ kind, unit }: Entity): string {
  return kind === 'sensor' ? unit : '';
}

function switchValue({ payload_on, payload_off }: Entity, word: string): number | undefined {
  if (word === payload_on) return 1;
  return word === payload_off ? 0 : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

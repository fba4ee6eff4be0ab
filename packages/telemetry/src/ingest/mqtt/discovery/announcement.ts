import { cleanText } from '@nexus/models';
import type { DeviceHint } from '../../delivery.ts';
import { jsonOf, type Message, UnreadablePayload } from '../message.ts';
import { expandOptions, isOptions, type Options } from './abbreviations.ts';
import type { Announcement, AvailabilityTopic, Entity } from './entity.ts';
import { wordOf } from './state-words.ts';
import { compileTemplate, type Template, UnsupportedTemplate } from './template.ts';

const MAX_COMPONENTS = 500;
const MAX_TEXT = 128;
const MAX_TOPIC = 512;
/** Classes of sensors that send no number. */
const WORDS = new Set(['timestamp', 'date', 'enum']);

/** Where a config was published: `{prefix}/{component}/[{node}/]{object}/config`. */
export interface ConfigTopic {
  readonly component: string;
  readonly node: string | undefined;
  readonly object: string;
}

export function configTopicOf(prefix: string, topic: string): ConfigTopic | undefined {
  if (!topic.startsWith(`${prefix}/`)) return undefined;
  const levels = topic.slice(prefix.length + 1).split('/');
  if (levels.pop() !== 'config' || levels.length < 2 || levels.length > 3) return undefined;
  const [component = '', ...rest] = levels;
  const object = rest.pop() ?? '';
  return { component, node: rest[0], object };
}

/**
 * Reads a config message; what is no sensor announces nothing.
 *
 * @throws {UnreadablePayload} for a payload that is no JSON object.
 */
export function readAnnouncement(message: Message, { component, node, object }: ConfigTopic): Announcement {
  const json = jsonOf(message);
  if (!isOptions(json)) throw new UnreadablePayload('the payload is no JSON object');
  const root = expandOptions(json);
  const reader = new AnnouncementReader(message.topic, root, node ?? object);
  if (component !== 'device') reader.add(component, object, '', root);
  else {
    const components = isOptions(root['components']) ? Object.entries(root['components']) : [];
    for (const [key, options] of components.slice(0, MAX_COMPONENTS)) {
      if (!isOptions(options)) continue;
      // What stands at the root holds for each component.
      const merged = { ...root, ...expandOptions(options, json['~']) };
      reader.add(String(merged['platform']), key, key, merged);
    }
  }
  return reader.announcement();
}

class AnnouncementReader {
  readonly #topic: string;
  readonly #device: DeviceHint;
  readonly #entities: Entity[] = [];
  readonly #faults: { reason: string; part: string }[] = [];

  constructor(topic: string, root: Options, fallbackId: string) {
    this.#topic = topic;
    this.#device = deviceOf(root['device'], fallbackId);
  }

  announcement(): Announcement {
    return {
      entities: this.#entities,
      device: this.#entities.length > 0 ? this.#device : undefined,
      faults: this.#faults,
    };
  }

  add(kind: string, key: string, part: string, options: Options): void {
    if (kind !== 'sensor' && kind !== 'binary_sensor') return;
    try {
      this.#entities.push(this.#entity(kind, key, part, options));
    } catch (error) {
      if (!(error instanceof UnsupportedTemplate) && !(error instanceof UnreadablePayload)) throw error;
      this.#faults.push({ reason: error.message, part: textIn(options, 'unique_id') || key });
    }
  }

  #entity(kind: Entity['kind'], key: string, part: string, options: Options): Entity {
    const device_class = textIn(options, 'device_class').toLowerCase();
    const unit = textIn(options, 'unit_of_measurement');
    const source = options['value_template'];
    const expire_after = Number(options['expire_after']);
    return {
      id: `${this.#topic} ${part}`,
      device_id: this.#device.device_id,
      kind,
      state_topic: topicIn(options, 'state_topic'),
      template: templateOf(source),
      device_class,
      unit,
      key: keyOf(source) ?? key,
      isNumeric:
        !WORDS.has(device_class) && (unit !== '' || device_class !== '' || options['state_class'] !== undefined),
      payload_on: wordOf(options['payload_on']) ?? 'ON',
      payload_off: wordOf(options['payload_off']) ?? 'OFF',
      availability: availabilityOf(options),
      availability_mode: modeOf(options['availability_mode']),
      expire_after_ms: expire_after > 0 ? expire_after * 1000 : undefined,
    };
  }
}

function deviceOf(given: unknown, fallbackId: string): DeviceHint {
  const device = isOptions(given) ? given : {};
  const identifiers = [device['identifiers']]
    .flat()
    .map(text)
    .find((id) => id !== '');
  const [connection] = Array.isArray(device['connections']) ? (device['connections'] as unknown[]) : [];
  const mac = Array.isArray(connection) ? text(connection[1]) : '';
  const fields = {
    name: textIn(device, 'name'),
    manufacturer: textIn(device, 'manufacturer'),
    model_number: textIn(device, 'model'),
    firmware_version: textIn(device, 'sw_version'),
  };
  const known = Object.entries(fields).filter(([, value]) => value !== '');
  return { device_id: identifiers ?? (mac || cleanText(fallbackId, MAX_TEXT)), ...Object.fromEntries(known) };
}

function availabilityOf(options: Options): AvailabilityTopic[] {
  const list = options['availability'];
  const single = options['availability_topic'];
  if (Array.isArray(list))
    return list.filter(isOptions).map((item) => availabilityTopic(item, 'topic', item['value_template']));
  return single === undefined
    ? []
    : [availabilityTopic(options, 'availability_topic', options['availability_template'])];
}

function availabilityTopic(options: Options, key: string, template: unknown): AvailabilityTopic {
  return {
    topic: topicIn(options, key),
    available: wordOf(options['payload_available']) ?? 'online',
    not_available: wordOf(options['payload_not_available']) ?? 'offline',
    template: templateOf(template),
  };
}

function modeOf(given: unknown): Entity['availability_mode'] {
  return given === 'all' || given === 'any' ? given : 'latest';
}

function templateOf(source: unknown): Template | undefined {
  if (source === undefined || source === null || source === '') return undefined;
  if (typeof source !== 'string') throw new UnsupportedTemplate('the template is no text');
  try {
    return compileTemplate(source);
  } catch (error) {
    if (!(error instanceof UnsupportedTemplate)) throw error;
    throw new UnsupportedTemplate(`the template ${cleanText(source, 120)} is not supported: ${error.message}`);
  }
}

/** The last key of a path: `temperature` of `{{ value_json.temperature | float }}`. */
function keyOf(template: unknown): string | undefined {
  if (typeof template !== 'string') return undefined;
  const path = /value_json((?:\.\w+|\[\s*(?:'[^']*'|"[^"]*"|\d+)\s*\])+)/.exec(template)?.[1];
  const names = path?.match(/[A-Za-z_][^.[\]'"]*/g);
  return names?.at(-1);
}

/** @throws {UnreadablePayload} for a topic that cannot be subscribed to as the one topic that it is. */
function topicIn(options: Options, key: string): string {
  const topic = options[key];
  if (typeof topic !== 'string' || topic === '') throw new UnreadablePayload(`${key} is no text or empty`);
  if (topic.length > MAX_TOPIC || /[+#\0]|^\$/.test(topic))
    throw new UnreadablePayload(`${key} is no topic of a device`);
  return topic;
}

function textIn(options: Options, key: string): string {
  return text(options[key]);
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? cleanText(String(value), MAX_TEXT) : '';
}

import { cleanText } from '@nexus/models';
import type { Delivery } from '../../delivery.ts';
import { type Draft, draft } from '../draft.ts';
import { numberIn, valueAt } from '../json-value.ts';
import { jsonOf, type Message, UnreadablePayload } from '../message.ts';
import { timestampMs } from '../message-time.ts';
import type { MappingField, MappingRule, MappingText } from './mapping-schema.ts';
import { fillNames } from './topic-pattern.ts';

const MAX_ITEMS = 10_000;
const MAX_SHOWN = 100;

/** Told of each field that a message does not have, for whoever tries a mapping out. */
export type OnAbsent = (field: string) => void;

/** Reads a message by a rule; `undefined` when the rule does not take its topic. */
export function mapMessage(rule: MappingRule, message: Message, onAbsent: OnAbsent = () => {}): Delivery | undefined {
  const names = rule.topic.match(message.topic);
  if (!names) return undefined;
  return draft(message, (draft) => {
    const json = jsonOf(message);
    const shared_ms = timeOf(rule, json);
    for (const item of itemsOf(rule, json)) addItem(draft, rule, names, item, shared_ms, onAbsent);
  });
}

function itemsOf({ each }: MappingRule, json: unknown): readonly unknown[] {
  if (!each) return [json];
  const items = valueAt(json, each);
  if (!Array.isArray(items)) throw new UnreadablePayload('what `each` names is no list');
  if (items.length > MAX_ITEMS) throw new UnreadablePayload(`the list has more than ${MAX_ITEMS} items`);
  return items;
}

function addItem(
  draft: Draft,
  rule: MappingRule,
  names: ReadonlyMap<string, string>,
  item: unknown,
  shared_ms: number | undefined,
  onAbsent: OnAbsent,
): void {
  const textOf = (given: MappingText) => textIn(given, names, item);
  const device_id = textOf(rule.device_id);
  if (device_id === undefined || device_id === '') {
    draft.reject('the device has no id where device_id says');
    return;
  }
  let timestamp_ms: number | undefined;
  try {
    timestamp_ms = timeOf(rule, item) ?? shared_ms;
  } catch (error) {
    if (!(error instanceof UnreadablePayload)) throw error;
    draft.reject(error.message);
    return;
  }
  if (timestamp_ms === undefined && rule.timestamp) {
    draft.reject('there is no timestamp where timestamp.path says');
    return;
  }
  for (const field of rule.fields) addField(draft, field, { device_id, timestamp_ms, item, textOf, onAbsent });
  const building = rule.building === undefined ? names.get('building') : textOf(rule.building);
  draft.hint(building === undefined || building === '' ? { device_id } : { device_id, building });
}

interface Item {
  readonly device_id: string;
  readonly timestamp_ms: number | undefined;
  readonly item: unknown;
  readonly textOf: (given: MappingText) => string | undefined;
  readonly onAbsent: OnAbsent;
}

function addField(draft: Draft, field: MappingField, { device_id, timestamp_ms, item, textOf, onAbsent }: Item): void {
  const given = valueAt(item, field.path);
  const name = field.path.join('.') || 'the payload';
  if (given === undefined) {
    if (field.required) draft.reject(`${name} is absent`);
    else onAbsent(name);
    return;
  }
  const number = numberOf(given);
  if (number === undefined && given !== null) {
    draft.reject(`${name} is no number`, cleanText(JSON.stringify(given).slice(0, MAX_SHOWN * 2), MAX_SHOWN));
    return;
  }
  draft.add({
    device_id,
    metric: textOf(field.metric),
    value: number === undefined ? null : scaled(number, field),
    unit: field.unit === undefined ? '' : typeof field.unit === 'string' ? field.unit : textOf(field.unit),
    quality: field.quality && valueAt(item, field.quality.path),
    timestamp_ms,
  });
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' ? numberIn(value) : typeof value === 'number' ? value : undefined;
}

/** 0.1 × 235 is 23.500000000000004 without the rounding. */
function scaled(value: number, { scale, offset }: MappingField): number {
  return scale === 1 && offset === 0 ? value : Number((value * scale + offset).toPrecision(15));
}

function textIn(given: MappingText, names: ReadonlyMap<string, string>, item: unknown): string | undefined {
  if (typeof given === 'string') return fillNames(given, names);
  const value = valueAt(item, given.path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** @throws {UnreadablePayload} for what is there and is no time. */
function timeOf({ timestamp }: MappingRule, json: unknown): number | undefined {
  const given = timestamp && valueAt(json, timestamp.path);
  if (given === undefined) return undefined;
  const ms = timestampMs(given, timestamp?.format);
  if (ms === undefined) throw new UnreadablePayload('the timestamp is no time of the format that is asked for');
  return ms;
}

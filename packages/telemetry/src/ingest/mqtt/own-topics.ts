import type { Delivery } from '../delivery.ts';
import { type Draft, draft } from './draft.ts';
import { jsonOf, type Message, UnreadablePayload } from './message.ts';
import { timestampMs } from './message-time.ts';

const PREFIX = 'nexus/v1/';

export const OWN_FILTER = 'nexus/v1/#';

/** Firmware jobs, between the registry and the devices. */
const FIRMWARE = /^nexus\/v1\/[^/]+\/ota\/(?:job|status)$/;

export function isFirmwareTopic(topic: string): boolean {
  return FIRMWARE.test(topic);
}

export function isOwnTopic(topic: string): boolean {
  return topic.startsWith(PREFIX);
}

/**
 * Reads a message on one of our own topics.
 *
 * `nexus/v1/{building}/{device_id}/{metric}` holds a number, or `{ value, unit?, timestamp?, quality? }`.
 * `nexus/v1/{building}/{device_id}` holds `{ timestamp?, readings: [{ metric, value, unit?, quality?, timestamp? }] }`, or
 * `{ timestamp?, metric: value, … }`, where a value is a number, `null` (missing) or again an object with `value`.
 */
export function readOwnMessage(message: Message): Delivery {
  return draft(message, (draft) => {
    const { topic } = message;
    const [building = '', device_id = '', metric, ...rest] = topic.slice(PREFIX.length).split('/');
    if (rest.length > 0) throw new UnreadablePayload('the topic has more levels than building, device and metric');
    if (building === '' || device_id === '') throw new UnreadablePayload('the topic names no building or no device');
    const json = jsonOf(message);
    if (metric === undefined) addDevice(draft, device_id, recordOf(json));
    else if (typeof json === 'object' && json !== null) addObject(draft, device_id, metric, recordOf(json), undefined);
    else add(draft, device_id, metric, { value: json }, undefined);
    draft.hint({ device_id, building });
  });
}

type Record = { readonly [key: string]: unknown };

function addDevice(draft: Draft, device_id: string, payload: Record): void {
  const { timestamp, readings } = payload;
  const time_ms = timeOf(timestamp, undefined);
  if (readings === undefined) {
    for (const metric of Object.keys(payload)) {
      if (metric === 'timestamp') continue;
      const value = payload[metric];
      if (typeof value !== 'object' || value === null) add(draft, device_id, metric, { value }, time_ms);
      else addObject(draft, device_id, metric, value as Record, time_ms);
    }
    return;
  }
  if (!Array.isArray(readings)) throw new UnreadablePayload('readings is no list');
  for (const reading of readings as unknown[]) {
    if (typeof reading !== 'object' || reading === null) draft.reject('a reading is no object');
    else addObject(draft, device_id, (reading as Record)['metric'], reading as Record, time_ms);
  }
}

/** @param shared_ms The time that the whole message gives. */
function addObject(draft: Draft, device_id: string, metric: unknown, given: Record, shared_ms: number | undefined) {
  let time_ms: number | undefined;
  try {
    time_ms = timeOf(given['timestamp'], shared_ms);
  } catch (error) {
    if (!(error instanceof UnreadablePayload)) throw error;
    draft.reject(error.message);
    return;
  }
  add(draft, device_id, metric, given, time_ms);
}

function add(draft: Draft, device_id: string, metric: unknown, given: Record, timestamp_ms: number | undefined): void {
  const { value, unit, quality } = given;
  draft.add({ device_id, metric, value, unit, quality, timestamp_ms });
}

function timeOf(given: unknown, otherwise_ms: number | undefined): number | undefined {
  if (given === undefined) return otherwise_ms;
  const ms = timestampMs(given);
  if (ms === undefined) throw new UnreadablePayload('timestamp is neither RFC 3339 with an offset nor Unix time');
  return ms;
}

function recordOf(json: unknown): Record {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record;
  throw new UnreadablePayload('the payload is no JSON object');
}

import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { DeviceFleet } from './device-fleet.ts';

const LOOK_EVERY_MS = 100;
const Order = z.object({ execution_id: z.string(), target_version: z.string() });

export interface OverMqttOptions {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Told of each order that came. */
  readonly onOrder?: (deviceId: string, executionId: string) => void;
}

/** Devices at an MQTT broker: they find their orders there, and leave their reports, until the signal aborts. */
export async function answerOverMqtt(fleet: DeviceFleet, options: OverMqttOptions): Promise<void> {
  const { url, username, password, now, signal, onOrder } = options;
  const { connectAsync } = await import('mqtt'); // most commands need no broker
  const client = await connectAsync(url, {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  });
  client.on('message', (topic, payload) => {
    const device_id = topic.split('/')[2] ?? '';
    const order = payload.length === 0 ? undefined : Order.safeParse(jsonOf(payload)).data;
    if (order === undefined) return; // taken back, or not for us
    onOrder?.(device_id, order.execution_id);
    fleet.receive({ device_id, ...order }, now());
  });
  await client.subscribeAsync('nexus/v1/+/ota/job', { qos: 1 });
  try {
    while (!signal.aborted) {
      for (const { device_id, report } of fleet.take(now())) {
        client.publish(`nexus/v1/${device_id}/ota/status`, JSON.stringify(report), { qos: 1, retain: true });
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    await client.endAsync(!client.connected);
  }
}

function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined; // somebody else's message on our topic
  }
}

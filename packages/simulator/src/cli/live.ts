import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceRegistryStore, openDeviceRegistryStore } from '@nexus/device-registry/store';
import { openTelemetryStore } from '@nexus/telemetry/store';
import { MINUTE_MS } from '../building/calendar.ts';
import { demoBuilding } from '../demo-building.ts';
import { answerOverMqtt } from '../firmware/over-mqtt.ts';
import { publisher } from '../live/publisher.ts';
import { type DemoMarker, readMarker, writeMarker } from '../seeding/marker.ts';
import { seedDemo } from '../seeding/seed-demo.ts';
import { type FirmwareLine, Misuse } from './command-line.ts';
import type { CommandContext } from './context.ts';
import { demoFleet } from './firmware.ts';

const HISTORY_DAYS = 14;
const SEND_EVERY_MS = 5_000;

/** `nexus-simulator live`: the demo building as it runs, over MQTT, until the command is interrupted. */
export async function liveCommand({ speed }: FirmwareLine, context: CommandContext): Promise<number> {
  const { paths, broker, time, signal, print } = context;
  if (broker === undefined) throw new Misuse('live needs a broker: set NEXUS_MQTT_URL.');
  await using registry = await openDeviceRegistryStore(paths.registry);
  {
    await using telemetry = await openTelemetryStore(paths.telemetry);
    await seedDemo({ registry, telemetry, time, days: HISTORY_DAYS, signal });
  }
  const marker = await readMarker(registry);
  if (marker === undefined) throw new Error('The demo building was set up, and its note is not there.');
  const fleet = await demoFleet(registry, marker, { speed, now_ms: time.nowMs() });
  print(`${fleet.versions.size} devices measure and answer over MQTT; Ctrl-C ends them.`);
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const work = [
    sendReadings(registry, marker, { ...context, signal: both }),
    answerOverMqtt(fleet, { ...broker, now: () => time.nowMs(), signal: both }),
  ];
  try {
    await Promise.all(work);
  } finally {
    stop.abort();
    await Promise.allSettled(work);
  }
  return 0;
}

/** The note moves on behind the readings, so that whatever was not sent is filled in by the next start. */
async function sendReadings(registry: DeviceRegistryStore, marker: DemoMarker, context: CommandContext): Promise<void> {
  const { broker, time, signal } = context;
  if (broker === undefined) return;
  const building = demoBuilding(marker);
  const places = new Map(building.devices.map(({ device_id, building: name }) => [device_id, name]));
  await using publish = await publisher(broker, places);
  let [sent_ms, beat_ms] = [marker.last_ms, 0];
  while (!signal.aborted) {
    const now_ms = time.nowMs();
    if (now_ms > sent_ms) {
      await publish.all(building.readings({ start_ms: sent_ms, end_ms: now_ms }), signal);
      if (signal.aborted) return;
      sent_ms = now_ms;
      await writeMarker(registry, { ...marker, last_ms: sent_ms });
    }
    if (now_ms - beat_ms >= MINUTE_MS) {
      await registry.recordHeartbeats(building.heartbeats(now_ms));
      beat_ms = now_ms;
    }
    await sleep(SEND_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

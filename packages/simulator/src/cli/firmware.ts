import { type DeviceRegistryStore, openDeviceRegistryStore } from '@nexus/device-registry/store';
import { NexusError } from '@nexus/models';
import { demoBuilding } from '../demo-building.ts';
import { DeviceFleet } from '../firmware/device-fleet.ts';
import { answerInProcess } from '../firmware/in-process.ts';
import { answerOverMqtt } from '../firmware/over-mqtt.ts';
import { type DemoMarker, readMarker } from '../seeding/marker.ts';
import type { FirmwareLine } from './command-line.ts';
import type { CommandContext } from './context.ts';

const ALL = { limit: 10_000, offset: 0 };

/** `nexus-simulator firmware`: the demo's devices answer firmware jobs until the command is interrupted. */
export async function firmwareCommand({ speed }: FirmwareLine, context: CommandContext): Promise<number> {
  const { paths, broker, time, signal, print } = context;
  await using registry = await openDeviceRegistryStore(paths.registry);
  const marker = await readMarker(registry);
  if (marker === undefined) {
    throw new NexusError('not_found', `There is no demo building in ${paths.registry}.`, {
      hint: 'Seed it first: nexus-simulator seed. Real devices are never answered for.',
    });
  }
  const fleet = await demoFleet(registry, marker, { speed, now_ms: time.nowMs() });
  const now = () => time.nowMs();
  print(
    `${fleet.versions.size} devices answer firmware jobs${broker === undefined ? '' : ' over MQTT'}; Ctrl-C ends them.`,
  );
  if (broker === undefined) await answerInProcess(registry.firmware, fleet, { now, signal });
  else await answerOverMqtt(fleet, { ...broker, now, signal });
  return 0;
}

/** The devices of the demo that are alive, as they are by the registry. */
export async function demoFleet(
  registry: DeviceRegistryStore,
  marker: DemoMarker,
  { speed, now_ms }: { readonly speed: number; readonly now_ms: number },
): Promise<DeviceFleet> {
  const alive = new Set(
    demoBuilding(marker)
      .heartbeats(now_ms)
      .map(({ device_id }) => device_id),
  );
  const { devices } = await registry.listDevices({}, ALL);
  const versions = new Map(
    devices.filter(({ device_id }) => alive.has(device_id)).map((one) => [one.device_id, one.firmware_version]),
  );
  return new DeviceFleet({ seed: marker.seed, versions, speed });
}

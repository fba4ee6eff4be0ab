import { existsSync } from 'node:fs';
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { BuildingTime, NexusError } from '@nexus/models';
import { DAY_MS } from '../building/calendar.ts';
import { demoBuilding } from '../demo-building.ts';
import { type DemoMarker, readMarker } from '../seeding/marker.ts';
import type { TruthLine } from './command-line.ts';
import type { CommandContext } from './context.ts';

/** `nexus-simulator truth`. @returns The exit code. */
export async function truthCommand({ days }: TruthLine, { paths, time, print }: CommandContext): Promise<number> {
  const marker = await storedMarker(paths.registry);
  const end_ms = time.nowMs();
  const window = { start_ms: end_ms - days * DAY_MS, end_ms };
  const { offline, anomalies, consumption } = demoBuilding(marker).groundTruth(window);
  const local = new BuildingTime({ zone: marker.zone });
  print(
    JSON.stringify(
      {
        seed: marker.seed,
        timezone: marker.zone,
        window: local.onWire(window),
        offline: offline.map(({ device_id, last_seen_ms }) =>
          last_seen_ms === undefined ? { device_id } : { device_id, last_seen: local.iso(last_seen_ms) },
        ),
        anomalies: anomalies.map(({ start_ms, end_ms, ...anomaly }) => ({
          ...anomaly,
          ...local.onWire({ start_ms, end_ms }),
        })),
        consumption,
      },
      null,
      2,
    ),
  );
  return 0;
}

async function storedMarker(path: string): Promise<DemoMarker> {
  await using registry = existsSync(path) ? await openDeviceRegistryStore(path, { readOnly: true }) : undefined;
  const marker = registry && (await readMarker(registry));
  if (marker) return marker;
  throw new NexusError('not_found', `There is no demo building in ${path}.`, {
    hint: 'Seed it first: nexus-simulator seed',
  });
}

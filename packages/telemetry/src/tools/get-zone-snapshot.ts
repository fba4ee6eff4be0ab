import { fitAnswer } from '@nexus/server-kit';
import type { DeviceRegistryStore, PlacedDevice } from '@nexus/device-registry/store';
import { NexusError } from '@nexus/models';
import * as z from 'zod';
import { askedMetricsOutput, narrowToMetrics } from '../answers/asked-metrics.ts';
import { PresentedReading, presentReading } from '../answers/reading.ts';
import { metricsArgument } from '../arguments/series.ts';
import { type Deps, defineTool } from '../deps.ts';
import { findDevice } from '../lookup/find-device.ts';
import { requireRegistry } from '../lookup/registry-link.ts';
import { devicesOfZone } from '../lookup/zone-devices.ts';

/** More would not fitAnswer into an answer. */
const MAX_READINGS = 80;
/** Of JSON: names and words cost a token for each 3 bytes. */
const MAX_READINGS_BYTES = 20_000;
const MAX_SILENT = 20;

export const getZoneSnapshot = defineTool({
  name: 'get_zone_snapshot',
  title: 'Latest readings of a zone',
  description:
    'Newest readings of all devices in a zone (room) by its name or id, or of the devices listed. ' +
    'Give zone_id or device_ids, not both; metrics narrows the answer.',
  access: 'read',
  input: z.strictObject({
    zone_id: z.string().min(1).max(128).optional().describe('Zone id or name, such as Conference Room 3B.'),
    building: z.string().min(1).max(128).optional().describe('With zone_id: tells zones of the same name apart.'),
    device_ids: z.array(z.string().min(1).max(128)).min(1).max(100).optional().describe('Device ids or names.'),
    metrics: metricsArgument,
  }),
  output: z.object({
    zone: z.object({ zone_id: z.string(), name: z.string(), building: z.string(), floor: z.int() }).optional(),
    readings: z.array(
      PresentedReading.extend({
        device_id: z.string(),
        device_name: z.string().optional(),
        device_type: z.string().optional(),
      }),
    ),
    total: z.int().describe('Readings that match.'),
    omitted: z.int().optional().describe('Readings left out; narrow with metrics or device_ids.'),
    devices_without_readings: z.array(z.string()).optional().describe('At most 20.'),
    ...askedMetricsOutput,
  }),
  async run({ zone_id, building, device_ids, metrics }, { deps, time }) {
    const { zone, ids, registered } = await selection(deps, { zone_id, building, device_ids });
    const all = await deps.telemetry.latest(ids);
    const { matching, told } = narrowToMetrics(all, metrics);
    const shown = fitAnswer(
      matching.slice(0, MAX_READINGS).map((reading) => {
        const device = registered.get(reading.device_id);
        return {
          device_id: reading.device_id,
          ...(device ? { device_name: device.name, device_type: device.device_type } : {}),
          ...presentReading(reading, time),
        };
      }),
      MAX_READINGS_BYTES,
    );
    const reporting = new Set(all.map(({ device_id }) => device_id));
    const silent = ids.filter((id) => !reporting.has(id));
    return {
      ...(zone ? { zone: { zone_id: zone.zone_id, name: zone.name, building: zone.building, floor: zone.floor } } : {}),
      readings: shown,
      total: matching.length,
      ...(matching.length > shown.length ? { omitted: matching.length - shown.length } : {}),
      ...(silent.length > 0 ? { devices_without_readings: silent.slice(0, MAX_SILENT) } : {}),
      ...told,
    };
  },
});

interface Selection {
  readonly zone?: Awaited<ReturnType<DeviceRegistryStore['resolveZone']>>;
  readonly ids: readonly string[];
  readonly registered: ReadonlyMap<string, PlacedDevice>;
}

async function selection(
  deps: Deps,
  given: { zone_id: string | undefined; building: string | undefined; device_ids: string[] | undefined },
): Promise<Selection> {
  if ((given.zone_id === undefined) === (given.device_ids === undefined)) {
    throw new NexusError('invalid_argument', 'Give either zone_id or device_ids.', {
      hint: 'zone_id takes the name of a room or zone; device_ids a list of devices.',
    });
  }
  if (given.zone_id !== undefined) {
    const registry = await requireRegistry(deps, 'Name the devices in device_ids; list_metrics tells which there are.');
    // First the building: in one that does not exist there is no zone at all.
    const building = given.building === undefined ? undefined : await registry.resolveBuilding(given.building);
    const zone = await registry.resolveZone(given.zone_id, building);
    const devices = await devicesOfZone(registry, zone.zone_id);
    return { zone, ids: devices.map(({ device_id }) => device_id), registered: byId(devices) };
  }
  if (given.building !== undefined) {
    throw new NexusError('invalid_argument', 'building goes with zone_id: it tells zones of the same name apart.', {
      hint: 'Leave it out to ask for device_ids.',
    });
  }
  const found = await Promise.all((given.device_ids ?? []).map((device) => findDevice(deps, device)));
  return {
    ids: [...new Set(found.map(({ device_id }) => device_id))],
    registered: byId(found.flatMap(({ registered }) => registered ?? [])),
  };
}

function byId(devices: readonly PlacedDevice[]): Map<string, PlacedDevice> {
  return new Map(devices.map((device) => [device.device_id, device]));
}

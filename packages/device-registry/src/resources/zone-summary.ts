import { fitAnswer } from '@nexus/server-kit';
import type { BuildingTime } from '@nexus/models';
import { defineResource } from '../deps.ts';
import type { DeviceRegistryStore } from '../store/store.ts';

const MAX_DEVICES = 1_000;

export const zoneSummary = defineResource({
  name: 'zone-summary',
  title: 'Zone summary',
  description: 'One zone: where it is, how many devices of each status, and its devices by type with status.',
  mimeType: 'application/json',
  uriTemplate: 'zone://{zone_id}/summary',
  read: ({ zone_id = '' }, { deps, time }) => summarize(deps.store, zone_id, time),
  version: async ({ zone_id = '' }, { deps, time }) => JSON.stringify(await summarize(deps.store, zone_id, time)),
  async list({ deps }) {
    const zones = await deps.store.listZones({});
    return zones.map(({ zone_id, name, building }) => ({
      uri: `zone://${encodeURIComponent(zone_id)}/summary`,
      name: `${name} (${building})`,
      title: name,
    }));
  },
  complete: {
    async zone_id(typed, { deps }) {
      const zones = await deps.store.listZones({ query: typed });
      return zones.map(({ zone_id }) => zone_id);
    },
  },
});

async function summarize(store: DeviceRegistryStore, idOrName: string, time: BuildingTime) {
  const zone = await store.resolveZone(idOrName);
  const { devices, total } = await store.listDevices({ zone_id: zone.zone_id }, { limit: MAX_DEVICES, offset: 0 });
  const shown = fitAnswer(
    devices.map(({ device_type, device_id, name, status, last_seen_ms }) => ({
      device_type,
      device: {
        device_id,
        name,
        status,
        ...(last_seen_ms === undefined ? {} : { last_seen: time.iso(last_seen_ms) }),
      },
    })),
  );
  return {
    ...zone,
    devices_by_status: countBy(devices.map(({ status }) => status)),
    devices_by_type: Object.fromEntries(
      [...Map.groupBy(shown, ({ device_type }) => device_type)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([type, group]) => [type, group.map(({ device }) => device)]),
    ),
    ...(shown.length < total
      ? { left_out: { devices: total - shown.length, see: `list_devices with offset ${shown.length}` } }
      : {}),
  };
}

function countBy(values: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, group]) => [value, group.length]));
}

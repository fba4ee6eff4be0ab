import type { DeviceFilter, DeviceRegistryStore, PlacedDevice } from '@nexus/device-registry/store';

const PAGE = 200;

/** All devices of a zone, in the order of their ids. */
export async function devicesOfZone(registry: DeviceRegistryStore, zone_id: string): Promise<PlacedDevice[]> {
  return devicesThat(registry, { zone_id });
}

/** All devices for which a filter holds, in the order of their ids. */
export async function devicesThat(registry: DeviceRegistryStore, filter: DeviceFilter): Promise<PlacedDevice[]> {
  const devices: PlacedDevice[] = [];
  for (;;) {
    const page = await registry.listDevices(filter, { limit: PAGE, offset: devices.length });
    devices.push(...page.devices);
    if (page.devices.length === 0 || devices.length >= page.total) return devices;
  }
}

import type { DeviceRegistryStore, PlacedDevice } from '@nexus/device-registry/store';

const PAGE = 200;

/** All devices of a zone, in the order of their ids. */
export async function devicesOfZone(registry: DeviceRegistryStore, zone_id: string): Promise<PlacedDevice[]> {
  const devices: PlacedDevice[] = [];
  for (;;) {
    const page = await registry.listDevices({ zone_id }, { limit: PAGE, offset: devices.length });
    devices.push(...page.devices);
    if (page.devices.length === 0 || devices.length >= page.total) return devices;
  }
}

import { type Device, DEVICE_TYPES } from '@nexus/models';
import { hash32, pick, streamKey, uniform } from './noise.ts';
import { PLACES, PLANT_MACHINES } from './places.ts';
import { type DemoDeviceType, PRODUCT_LINES, type ProductLine } from './products.ts';
import { DEMO_ZONES, type DemoZone } from './zones.ts';

/** A device without what changes while it runs. */
export interface DemoDevice {
  readonly record: Omit<Device, 'status' | 'last_seen'>;
  readonly type: DemoDeviceType;
  readonly zone_index: number;
  readonly zone_code: string;
  /** Which of its type in its zone, from 1. */
  readonly position: number;
  readonly link: ProductLine['link'];
  /** Of the device's own random numbers. */
  readonly key: number;
}

/** The 300 devices of the building, by type and zone; only addresses, versions and serials depend on the seed. */
export function demoDevices(seed: number): DemoDevice[] {
  const hosts = new Map<string, number>();
  return DEVICE_TYPES.flatMap((type) =>
    PLACES[type].map((zone_index, index): DemoDevice => {
      const zone = zoneAt(zone_index);
      const alike = PLACES[type].filter((place) => place === zone_index).length;
      const position = PLACES[type].slice(0, index + 1).filter((place) => place === zone_index).length;
      const floor = `${zone.zone.building} ${zone.zone.floor}`;
      const host = (hosts.get(floor) ?? 10) + 1;
      hosts.set(floor, host);
      const { code, link } = PRODUCT_LINES[type];
      const device_id = `DEV-${code}-${String(index + 1).padStart(4, '0')}`;
      const key = streamKey(seed, device_id);
      const record = {
        device_id,
        name: nameOf(type, zone, position, alike),
        device_type: type,
        zone_id: zone.zone.zone_id,
        building: zone.zone.building,
        floor: zone.zone.floor,
        ...addresses(zone, host, key),
        ...makeOf(type, key),
      };
      return { record, type, zone_index, zone_code: zone.code, position, link, key };
    }),
  );
}

function nameOf(type: DemoDeviceType, zone: DemoZone, position: number, alike: number): string {
  const { label } = PRODUCT_LINES[type];
  if (type === 'hvac_controller' && zone.code === 'SRV') return 'Server Room Cooling Unit';
  if (type === 'vibration_sensor') {
    // The first of the plant room stands at a fan, like those of the other floors.
    const machine = zone.code === 'PLANT' ? PLANT_MACHINES[position - 2] : undefined;
    return `${zone.zone.name} ${machine ?? (zone.code === 'SRV' ? 'Compressor' : 'Extract Fan')} ${label}`;
  }
  return `${zone.zone.name} ${label}${alike > 1 ? ` ${position}` : ''}`;
}

/** A locally administered MAC address, unique by building, floor and host. */
function addresses({ zone }: DemoZone, host: number, key: number): { ip_address: string; mac_address: string } {
  const building = zone.building === 'NORTH' ? 1 : 2;
  const octets = [0x02, 0x4e, hash32(key, 6) & 0xff, hash32(key, 7) & 0xff, building * 16 + zone.floor, host];
  return {
    ip_address: `10.${10 + 10 * building}.${zone.floor}.${host}`,
    mac_address: octets.map((octet) => octet.toString(16).toUpperCase().padStart(2, '0')).join(':'),
  };
}

function makeOf(type: DemoDeviceType, key: number) {
  const { code, firmware, products, link } = PRODUCT_LINES[type];
  const year = 2019 + Math.floor(uniform(key, 4) * 6);
  const month = String(1 + Math.floor(uniform(key, 5) * 12)).padStart(2, '0');
  return {
    firmware_version: pick(firmware, uniform(key, 1)),
    ...pick(products, uniform(key, 2)),
    metadata: {
      serial_number: `${code}${hash32(key, 3).toString(36).toUpperCase().padStart(7, '0')}`,
      installed: `${year}-${month}`,
      link,
    },
  };
}

function zoneAt(index: number): DemoZone {
  const zone = DEMO_ZONES[index];
  if (!zone) throw new RangeError(`There is no zone ${index}.`);
  return zone;
}

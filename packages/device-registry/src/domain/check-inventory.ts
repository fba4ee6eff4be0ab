import { nearest } from '@nexus/models';
import type * as z from 'zod';
import { buildingKey } from './building-key.ts';
import type { CheckedInventory, InventoryFault } from './inventory.ts';
import { DeviceRecord, ZoneRecord } from './inventory-record.ts';
import { normalizeMac } from './mac-address.ts';

/** Unknown zones that get candidates: with the wrong file of zones it would be all of them, times all zones. */
const MAX_COMPARED = 100;

/** What the registry holds already, as far as an inventory can clash with it. */
export interface Registered {
  readonly zones: ReadonlyMap<string, { readonly building: string; readonly floor: number }>;
  /** Device id by MAC address. */
  readonly owners: ReadonlyMap<string, string>;
}

interface Given {
  readonly zones: readonly unknown[];
  readonly devices: readonly unknown[];
}

/** A record that is sound in itself, and its position. */
interface Sound<Item> {
  readonly index: number;
  readonly record: Item;
}

/** Brings every record into its clean form and finds everything that is wrong with them, alone and together. */
export function checkInventory(given: Given, registered: Registered): CheckedInventory {
  const faults: InventoryFault[] = [];
  const zones = parse('zone', given.zones, ZoneRecord, faults);
  const devices = parse('device', given.devices, DeviceRecord, faults);
  faults.push(
    ...repeats('zone', 'zone_id', given.zones),
    ...repeats('device', 'device_id', given.devices),
    ...repeats('device', 'mac_address', given.devices, normalizeMac),
    ...misplaced(devices, zones, given.zones, registered),
    ...takenAddresses(devices, registered),
  );
  return {
    inventory: { zones: zones.map(({ record }) => record), devices: devices.map(({ record }) => record) },
    faults: faults.sort((a, b) => Number(a.kind === 'device') - Number(b.kind === 'device') || a.index - b.index),
  };
}

function parse<Schema extends z.ZodType>(
  kind: InventoryFault['kind'],
  given: readonly unknown[],
  schema: Schema,
  faults: InventoryFault[],
): Sound<z.output<Schema>>[] {
  return given.flatMap((value, index) => {
    const result = schema.safeParse(value);
    if (result.success) return [{ index, record: result.data }];
    for (const { path, message } of result.error.issues) {
      faults.push({ kind, index, field: String(path[0] ?? 'record'), message });
    }
    return [];
  });
}

/** Looks at faulty records too: each of two rows with one id is named at the first try. */
function repeats(
  kind: InventoryFault['kind'],
  field: string,
  given: readonly unknown[],
  normalize: (text: string) => string | undefined = (text) => text,
): InventoryFault[] {
  const first = new Map<string, number>();
  return given.flatMap((record, index) => {
    const value = textOf(record, field);
    const key = value === undefined ? undefined : normalize(value);
    if (key === undefined) return [];
    const before = first.get(key);
    if (before !== undefined) return [{ kind, index, field, message: `repeats ${key}`, repeats: before }];
    first.set(key, index);
    return [];
  });
}

function misplaced(
  devices: readonly Sound<DeviceRecord>[],
  zones: readonly Sound<ZoneRecord>[],
  givenZones: readonly unknown[],
  registered: Registered,
): InventoryFault[] {
  const places = new Map([...registered.zones, ...zones.map(({ record }) => [record.zone_id, record] as const)]);
  // A zone whose own record is faulty is not missing too.
  const known = new Set([...places.keys(), ...givenZones.flatMap((zone) => textOf(zone, 'zone_id') ?? [])]);
  const unknownZones = new Map<string, string>();
  return devices.flatMap(({ index, record }) => {
    const fault = (field: string, message: string): InventoryFault => ({ kind: 'device', index, field, message });
    if (!known.has(record.zone_id)) {
      const candidates = unknownZones.size < MAX_COMPARED ? known : [];
      const message = unknownZones.get(record.zone_id) ?? unknownZone(record.zone_id, candidates);
      unknownZones.set(record.zone_id, message);
      return [fault('zone_id', message)];
    }
    const zone = places.get(record.zone_id);
    if (zone === undefined) return [];
    const { floor = zone.floor, building = zone.building } = record;
    return [
      ...(floor === zone.floor ? [] : [fault('floor', `is ${floor}, but zone ${record.zone_id} is on ${zone.floor}`)]),
      ...(buildingKey(building) === buildingKey(zone.building)
        ? []
        : [fault('building', `is ${building}, but zone ${record.zone_id} is in ${zone.building}`)]),
    ];
  });
}

/** An address is free when its owner gets another one in the same import. */
function takenAddresses(devices: readonly Sound<DeviceRecord>[], registered: Registered): InventoryFault[] {
  const next = new Map(devices.map(({ record }) => [record.device_id, record.mac_address]));
  return devices.flatMap(({ index, record: { device_id, mac_address } }) => {
    const owner = registered.owners.get(mac_address);
    if (owner === undefined || owner === device_id || (next.get(owner) ?? mac_address) !== mac_address) return [];
    return [{ kind: 'device' as const, index, field: 'mac_address', message: `${mac_address} belongs to ${owner}` }];
  });
}

function unknownZone(zoneId: string, known: Iterable<string>): string {
  const candidates = nearest(zoneId, known, 3);
  return `${zoneId.slice(0, 64)} is no zone${candidates.length === 0 ? '' : `; nearest: ${candidates.join(', ')}`}`;
}

function textOf(record: unknown, field: string): string | undefined {
  const value = new Map<string, unknown>(Object.entries(record ?? {})).get(field);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

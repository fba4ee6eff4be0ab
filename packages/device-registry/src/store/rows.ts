import { matchKey, type Zone } from '@nexus/models';
import { buildingKey } from '../domain/building-key.ts';
import { searchText } from '../domain/search-text.ts';
import type { CountedZoneRow, PlacedDeviceRow } from './queries.ts';
import type { InventoryDevice, PlacedDevice, StoredAuditEntry, StoredZone } from './store.ts';
import type { AuditRow, DeviceRow, ZoneRow } from './tables.ts';

export function toDevice({ ip_address, last_seen_ms, metadata, ...row }: PlacedDeviceRow): PlacedDevice {
  return {
    ...row,
    ...(ip_address === null ? {} : { ip_address }),
    ...(last_seen_ms === null ? {} : { last_seen_ms }),
    ...(metadata === null ? {} : { metadata: JSON.parse(metadata) as NonNullable<PlacedDevice['metadata']> }),
  };
}

export function toZone({ description, ...row }: CountedZoneRow): StoredZone {
  return { ...row, ...(description === null ? {} : { description }) };
}

export function toAuditEntry({ before, after, reason, ...row }: StoredAuditRow): StoredAuditEntry {
  return {
    ...row,
    ...(before === null ? {} : { before: parseState(before) }),
    ...(after === null ? {} : { after: parseState(after) }),
    ...(reason === null ? {} : { reason }),
  };
}

type StoredAuditRow = Omit<AuditRow, 'audit_id'> & { audit_id: number };
type State = NonNullable<StoredAuditEntry['after']>;

function parseState(json: string): State {
  return JSON.parse(json) as State;
}

export function toZoneRow(zone: Zone): ZoneRow {
  return {
    zone_id: zone.zone_id,
    name: zone.name,
    name_key: matchKey(zone.name),
    building: zone.building,
    building_key: buildingKey(zone.building),
    floor: zone.floor,
    area_sqm: zone.area_sqm,
    description: zone.description ?? null,
    search: searchText(zone.zone_id, zone.name),
  };
}

export function toDeviceRow(device: InventoryDevice, before: DeviceRow | undefined): DeviceRow {
  const last_seen_ms = Math.max(device.last_seen_ms ?? -1, before?.last_seen_ms ?? -1);
  return {
    device_id: device.device_id,
    name: device.name,
    name_key: matchKey(device.name),
    device_type: device.device_type,
    zone_id: device.zone_id,
    ip_address: device.ip_address ?? null,
    mac_address: device.mac_address,
    firmware_version: device.firmware_version,
    hardware_revision: device.hardware_revision,
    manufacturer: device.manufacturer,
    model_number: device.model_number,
    // Only its firmware job ends an update.
    status: before?.status === 'updating' ? 'updating' : (device.status ?? before?.status ?? 'offline'),
    last_seen_ms: last_seen_ms < 0 ? null : last_seen_ms,
    metadata: device.metadata === undefined ? null : JSON.stringify(device.metadata),
    search: searchText(device.device_id, device.name),
  };
}

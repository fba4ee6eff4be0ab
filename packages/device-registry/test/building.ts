import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Zone } from '@nexus/models';
import type { StoredDevice } from '../src/store/store.ts';

export const NOW_MS = Date.parse('2026-06-01T12:00:00Z');
export const MINUTE_MS = 60_000;
export const IMPORT = { actor: 'test', at_ms: NOW_MS } as const;

export const ZONES: readonly Zone[] = [
  { zone_id: 'N3-3B', name: 'Conference Room 3B', building: 'NORTH', floor: 3, area_sqm: 32.5 },
  { zone_id: 'N1-A', name: 'Zone A', building: 'NORTH', floor: 1, area_sqm: 120, description: 'Open plan' },
  { zone_id: 'N0-L', name: 'Lobby', building: 'NORTH', floor: 0, area_sqm: 200 },
  { zone_id: 'S0-L', name: 'Lobby', building: 'SOUTH', floor: 0, area_sqm: 180 },
  { zone_id: 'S1-C', name: 'Café Zürich', building: 'SOUTH', floor: 1, area_sqm: 60 },
];

/** One device of a zone of `ZONES`; number and zone make it unique. */
export function device(number: number, zone_id: string, over: Partial<StoredDevice> = {}): StoredDevice {
  const zone = ZONES.find((candidate) => candidate.zone_id === zone_id);
  if (zone === undefined) throw new Error(`no zone ${zone_id}`);
  return {
    device_id: `DEV-${String(number).padStart(4, '0')}`,
    name: `Device ${number}`,
    device_type: 'temperature_sensor',
    zone_id,
    building: zone.building,
    floor: zone.floor,
    mac_address: mac(number),
    firmware_version: '2.4.0',
    hardware_revision: 'B',
    manufacturer: 'Acme',
    model_number: 'T-100',
    status: 'online',
    ...over,
  };
}

export function mac(number: number): string {
  return `02:00:00:00:${number.toString(16).padStart(4, '0').toUpperCase().replace(/^(..)/, '$1:')}`;
}

export const DEVICES: readonly StoredDevice[] = [
  device(1, 'N3-3B', {
    name: 'CO₂ Sensor 3B',
    device_type: 'co2_sensor',
    last_seen_ms: NOW_MS - 2 * MINUTE_MS,
    ip_address: '10.0.3.1',
    metadata: { wall: 'east', height_m: 1.5, calibrated: true },
  }),
  device(2, 'N3-3B', { name: 'HVAC 3B', device_type: 'hvac_controller', last_seen_ms: NOW_MS - 11 * MINUTE_MS }),
  device(3, 'N1-A', { name: 'Meter A', device_type: 'smart_meter', last_seen_ms: NOW_MS - 10 * MINUTE_MS }),
  device(4, 'N1-A', { name: 'Lock A', device_type: 'door_lock', status: 'offline' }),
  device(5, 'S0-L', { name: 'Lobby Light', device_type: 'lighting_controller', status: 'decommissioned' }),
  device(6, 'S1-C', { name: 'Thermomètre', last_seen_ms: NOW_MS - 90 * MINUTE_MS, status: 'error' }),
];

export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'nexus-registry-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

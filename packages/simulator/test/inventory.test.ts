import { Device, DEVICE_TYPES, Zone } from '@nexus/models';
import { expect, test } from 'vitest';
import { demoBuilding } from '../src/index.ts';

const SEEDED_MS = Date.parse('2026-11-20T10:17:00Z');
const building = demoBuilding({ seed: 1, zone: 'Europe/Vienna', seeded_ms: SEEDED_MS });

test('there are two buildings of five floors with 40 zones and 300 devices of the ten types', () => {
  const floors = new Set(building.zones.map(({ building, floor }) => `${building} ${floor}`));
  expect([...floors].sort()).toEqual(
    ['NORTH', 'SOUTH'].flatMap((name) => [1, 2, 3, 4, 5].map((floor) => `${name} ${floor}`)),
  );
  expect(building.zones).toHaveLength(40);
  expect(building.devices).toHaveLength(300);
  expect(new Set(building.devices.map(({ device_type }) => device_type))).toEqual(new Set(DEVICE_TYPES));
});

test('records are those of the domain, and names and addresses are unique', () => {
  for (const zone of building.zones) Zone.parse(zone);
  for (const device of building.devices) Device.parse(device);
  const distinct = (values: readonly unknown[]) => new Set(values).size;
  expect(distinct(building.zones.map(({ name }) => name))).toBe(40);
  for (const field of ['device_id', 'name', 'mac_address', 'ip_address'] as const) {
    expect([field, distinct(building.devices.map((device) => device[field]))]).toEqual([field, 300]);
  }
});

test('the rooms and units of the five questions are there', () => {
  const zoneNamed = (name: string) => building.zones.find((zone) => zone.name === name);
  const meetingRoom = zoneNamed('Conference Room 3B');
  expect(meetingRoom).toMatchObject({ zone_id: 'Z-N-3-CR3B', building: 'NORTH', floor: 3 });
  const inRoom = building.devices.filter(({ zone_id }) => zone_id === meetingRoom?.zone_id);
  expect(inRoom.map(({ device_type }) => device_type)).toContain('co2_sensor');
  const offline = building.devices.filter(
    ({ status, zone_id }) => status === 'offline' && zone_id === zoneNamed('Zone A')?.zone_id,
  );
  expect(offline).toHaveLength(3);
  const northern = building.devices.filter(
    ({ device_type, building }) => device_type === 'temperature_sensor' && building === 'NORTH',
  );
  expect(new Set(northern.map(({ firmware_version }) => firmware_version)).size).toBeGreaterThan(3);
  for (const floor of [1, 2, 3, 4, 5]) {
    for (const name of ['NORTH', 'SOUTH']) {
      const there = building.devices.filter((device) => device.floor === floor && device.building === name);
      expect(there.filter(({ device_type }) => device_type === 'smart_meter')).toHaveLength(3);
    }
  }
});

test('another seed is the same building with other addresses and versions', () => {
  const other = demoBuilding({ seed: 2, zone: 'Europe/Vienna', seeded_ms: SEEDED_MS });
  expect(other.zones).toEqual(building.zones);
  expect(other.devices.map(({ name }) => name)).toEqual(building.devices.map(({ name }) => name));
  expect(other.devices.map((device) => device.mac_address)).not.toEqual(
    building.devices.map((device) => device.mac_address),
  );
});

test('a living device gave a sign of life within the last minute, and a silent one is not counted', () => {
  const beats = building.heartbeats(SEEDED_MS);
  // 300 without 8 that are offline and 2 that are decommissioned
  expect(beats).toHaveLength(290);
  for (const { seen_ms } of beats) {
    expect(seen_ms).toBeLessThanOrEqual(SEEDED_MS);
    expect(SEEDED_MS - seen_ms).toBeLessThan(60_000);
  }
});

test('an unknown time zone is refused', () => {
  expect(() => demoBuilding({ seed: 1, zone: 'Mars/Olympus', seeded_ms: SEEDED_MS })).toThrow('time zone is unknown');
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { expect, test } from 'vitest';
import { addRegistry, HOUR_MS, NOW_MS, openBuilding, reading } from '../building.ts';
import { delivery } from './delivery.ts';

test('a device that sends is discovered, seen, and of the type that its metrics show', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  const intake = await building.intake();
  const hint = { device_id: 'PLUG-1', name: 'Kitchen plug', building: 'north', manufacturer: 'Shelly' };
  await intake.put(delivery([], { devices: [hint] }));
  await intake.put(delivery([reading('PLUG-1', 'power_kw', NOW_MS - HOUR_MS, 0.1)]));
  await intake.put(delivery([reading('AIR-1', 'temperature', NOW_MS, 21), reading('AIR-1', 'co2_ppm', NOW_MS, 600)]));
  await building.closeIntake();
  const registry = await building.registry();
  expect(await registry?.devicesById(['AIR-1', 'PLUG-1'])).toMatchObject([
    { device_id: 'AIR-1', device_type: 'co2_sensor', building: 'Unassigned', status: 'online', last_seen_ms: NOW_MS },
    {
      device_id: 'PLUG-1',
      name: 'Kitchen plug',
      device_type: 'smart_meter',
      manufacturer: 'Shelly',
      building: 'NORTH',
      zone_name: 'Unassigned',
      last_seen_ms: NOW_MS, // when it arrived, not what it tells
    },
  ]);
  expect((await registry?.recentAudit(9))?.filter(({ action }) => action === 'device_discovered')).toHaveLength(2);
});

test('an inventoried device is heard of and keeps all else', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  const before = await (await building.registry())?.getDevice('CO2-1');
  const hint = { device_id: 'CO2-1', name: 'Other', building: 'SOUTH', device_type: 'door_lock' };
  await (await building.intake()).put(delivery([reading('CO2-1', 'power_kw', NOW_MS, 1)], { devices: [hint] }));
  await building.closeIntake();
  expect(await (await building.registry())?.getDevice('CO2-1')).toEqual({ ...before, last_seen_ms: NOW_MS });
});

test('what a broker repeats is no sign of life, and neither is what was refused', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  const intake = await building.intake();
  await intake.put(delivery([reading('CO2-1', 'co2_ppm', NOW_MS - HOUR_MS, 600)], { isRetained: true }));
  await intake.put(delivery([reading('NEW-1', 'co2_ppm', NOW_MS - HOUR_MS, 600)], { isRetained: true }));
  await intake.put(delivery([{ ...reading('METER-1', 'power_kw', NOW_MS, 1), value: Number.NaN }]));
  await building.closeIntake();
  const devices = await (await building.registry())?.devicesById(['CO2-1', 'METER-1', 'NEW-1']);
  expect(devices?.map(({ device_id, last_seen_ms, status }) => [device_id, last_seen_ms, status])).toEqual([
    ['CO2-1', undefined, 'online'],
    ['METER-1', undefined, 'online'],
    ['NEW-1', undefined, 'offline'],
  ]);
});

test('without a registry readings are stored, none is made, and one that comes later is told', async () => {
  await using building = await openBuilding();
  const intake = await building.intake();
  await intake.put(delivery([reading('NEW-1', 'co2_ppm', NOW_MS, 600)]));
  await building.closeIntake();
  expect(await building.registry()).toBeUndefined();
  await addRegistry(building);
  await (await building.intake()).put(delivery([reading('NEW-1', 'co2_ppm', NOW_MS + 1, 600)]));
  await building.closeIntake();
  expect(await (await building.registry())?.getDevice('NEW-1')).toMatchObject({ device_type: 'co2_sensor' });
});

test('a broken registry stops no reading and is told by the status', async () => {
  await using building = await openBuilding();
  await writeFile(join(building.folder, 'device_registry.db'), 'not a database '.repeat(500));
  await (await building.intake()).put(delivery([reading('NEW-1', 'co2_ppm', NOW_MS, 600)]));
  await building.closeIntake();
  expect(await building.telemetry.latest(['NEW-1'])).toHaveLength(1);
  const { failures } = await (await building.ledger()).status();
  expect(failures.get('device_registry')).toMatchObject({ count: 1, last_ms: NOW_MS });
});

test('hostile ids are readings and no devices', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  const ids = ['../../etc/passwd', "'; DROP TABLE devices; --", 'x'.repeat(100), '\u202Eevil', 'a b'];
  await (await building.intake()).put(delivery(ids.map((id) => reading(id, 'co2_ppm', NOW_MS, 600))));
  await building.closeIntake();
  expect(await building.telemetry.info()).toMatchObject({ series: 5 });
  await using registry = await openDeviceRegistryStore(join(building.folder, 'device_registry.db'));
  expect((await registry.listDevices({ building: 'Unassigned' }, { limit: 9, offset: 0 })).devices).toMatchObject([
    { device_id: 'evil' },
  ]);
});

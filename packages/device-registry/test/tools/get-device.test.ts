import { expect, test } from 'vitest';
import { connectRegistry } from '../connect-registry.ts';

test('tells everything known about a device, by id or by name', async () => {
  await using registry = await connectRegistry();
  const expected = {
    device_id: 'DEV-0001',
    name: 'CO₂ Sensor 3B',
    device_type: 'co2_sensor',
    zone_id: 'N3-3B',
    zone_name: 'Conference Room 3B',
    building: 'NORTH',
    floor: 3,
    ip_address: '10.0.3.1',
    mac_address: '02:00:00:00:00:01',
    firmware_version: '2.4.0',
    hardware_revision: 'B',
    manufacturer: 'Acme',
    model_number: 'T-100',
    status: 'online',
    last_seen: '2026-06-01T11:58:00Z',
    metadata: { wall: 'east', height_m: 1.5, calibrated: true },
  };
  expect(await registry.value('get_device', { device_id: 'DEV-0001' })).toEqual(expected);
  expect(await registry.value('get_device', { device_id: 'co2 sensor 3b' })).toEqual(expected);
});

test('leaves out what is not known', async () => {
  await using registry = await connectRegistry();
  const device = await registry.value('get_device', { device_id: 'DEV-0004' });
  expect(Object.keys(device)).not.toEqual(expect.arrayContaining(['ip_address']));
  expect(device).not.toHaveProperty('last_seen');
  expect(device).not.toHaveProperty('metadata');
});

test('an unknown device is named with candidates and the tool that lists them', async () => {
  await using registry = await connectRegistry();
  const { code, text } = await registry.failure('get_device', { device_id: 'Metre A' });
  expect(code).toBe('not_found');
  expect(text).toContain('Meter A (DEV-0003)');
  expect(text).toContain('See list_devices.');
});

import { expect, test } from 'vitest';
import { device, IMPORT } from '../building.ts';
import { connectRegistry } from '../connect-registry.ts';

test('lists what tells devices apart, with the instant of the last heartbeat', async () => {
  await using registry = await connectRegistry();
  expect(await registry.value('list_devices', { device_type: 'co2_sensor' })).toEqual({
    devices: [
      {
        device_id: 'DEV-0001',
        name: 'CO₂ Sensor 3B',
        device_type: 'co2_sensor',
        zone_id: 'N3-3B',
        zone_name: 'Conference Room 3B',
        building: 'NORTH',
        floor: 3,
        status: 'online',
        firmware_version: '2.4.0',
        last_seen: '2026-06-01T11:58:00Z',
      },
    ],
    total: 1,
    offset: 0,
    limit: 50,
  });
});

test.each([
  { filter: { zone_id: 'zone a' }, ids: ['DEV-0003', 'DEV-0004'] },
  { filter: { zone_id: 'lobby', building: 'Building South' }, ids: ['DEV-0005'] },
  { filter: { building: 'north', floor: 3, device_type: 'HVAC controller' }, ids: ['DEV-0002'] },
  { filter: { status: 'error' }, ids: ['DEV-0006'] },
  { filter: { query: 'zurich' }, ids: ['DEV-0006'] },
  { filter: { building: 'SOUTH', floor: 3 }, ids: [] },
  { filter: { device_type: 'CO2 sensors' }, ids: ['DEV-0001'] },
  { filter: { device_type: 'teapot' }, ids: [] },
])('filters by $filter', async ({ filter, ids }) => {
  await using registry = await connectRegistry();
  const { devices, total } = await registry.value('list_devices', filter);
  expect((devices as { device_id: string }[]).map(({ device_id }) => device_id)).toEqual(ids);
  expect(total).toBe(ids.length);
});

test('a type that no device has is answered with the types that there are', async () => {
  await using registry = await connectRegistry();
  expect(await registry.value('list_devices', { device_type: 'co2' })).toEqual({
    devices: [],
    total: 0,
    offset: 0,
    limit: 50,
    device_types: [
      'co2_sensor',
      'door_lock',
      'hvac_controller',
      'lighting_controller',
      'smart_meter',
      'temperature_sensor',
    ],
  });
  // There is one, though not in that building.
  const elsewhere = await registry.value('list_devices', { device_type: 'co2_sensor', building: 'SOUTH' });
  expect(elsewhere).toMatchObject({ total: 0 });
  expect(elsewhere).not.toHaveProperty('device_types');
});

test('says where the rest begins until there is none', async () => {
  await using registry = await connectRegistry();
  expect(await registry.value('list_devices', { limit: 4 })).toMatchObject({ total: 6, next_offset: 4 });
  const rest = await registry.value('list_devices', { limit: 4, offset: 4 });
  expect(rest).toMatchObject({ total: 6, offset: 4 });
  expect(rest).not.toHaveProperty('next_offset');
  expect(await registry.value('list_devices', { offset: 100 })).toEqual({
    devices: [],
    total: 6,
    offset: 100,
    limit: 50,
  });
});

test('walking the pages of the greatest limit meets every device once, none above 8,000 tokens', async () => {
  await using registry = await connectRegistry();
  const long = { name: 'A device with a rather long name, as people give them when nobody stops them from it' };
  const many = Array.from({ length: 400 }, (_, i) => device(1_000 + i, 'N3-3B', long));
  await registry.store.importInventory({ zones: [], devices: many }, IMPORT);
  const seen: string[] = [];
  for (let offset: number | undefined = 0; offset !== undefined;) {
    const result = await registry.call('list_devices', { zone_id: 'N3-3B', limit: 200, offset });
    const page = result.structuredContent as { devices: { device_id: string }[]; next_offset?: number };
    expect(JSON.stringify(page).length).toBeLessThan(24_000); // three characters a token
    seen.push(...page.devices.map(({ device_id }) => device_id));
    offset = page.next_offset;
  }
  expect(seen).toEqual(['DEV-0001', 'DEV-0002', ...many.map(({ device_id }) => device_id)]);
});

test('an unknown zone or building is named with candidates', async () => {
  await using registry = await connectRegistry();
  const zone = await registry.failure('list_devices', { zone_id: 'Zone AA' });
  expect(zone.code).toBe('not_found');
  expect(zone.text).toContain('Zone A (N1-A, NORTH)');
  const building = await registry.failure('list_devices', { building: 'Nort' });
  expect(building).toEqual({
    code: 'not_found',
    text: 'There is no building "Nort".\nThere are: NORTH, SOUTH. See list_zones.',
  });
});

test.each([
  { bad: { limit: 10_000 }, says: 'limit' },
  { bad: { limit: 0 }, says: 'limit' },
  { bad: { offset: -1 }, says: 'offset' },
  { bad: { offset: Number.POSITIVE_INFINITY }, says: 'offset' },
  { bad: { status: 'on' }, says: 'status' },
  { bad: { floor: 'third' }, says: 'floor' },
  { bad: { zone_id: '' }, says: 'zone_id' },
  { bad: { colour: 'red' }, says: 'unknown argument "colour"' },
])('refuses $bad and says what is accepted', async ({ bad, says }) => {
  await using registry = await connectRegistry();
  const { code, text } = await registry.failure('list_devices', bad);
  expect(code).toBe('invalid_argument');
  expect(text).toContain(says);
  expect(text).toContain('Accepted: zone_id?, building?');
});

test('SQL in an argument is a name like any other', async () => {
  await using registry = await connectRegistry();
  const text = "x'; DROP TABLE devices; --";
  expect((await registry.failure('list_devices', { zone_id: text })).code).toBe('not_found');
  expect(await registry.value('list_devices', { query: text })).toMatchObject({ total: 0 });
  expect(await registry.value('list_devices')).toMatchObject({ total: 6 });
});

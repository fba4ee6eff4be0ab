import { expect, test } from 'vitest';
import { device, IMPORT } from '../building.ts';
import { connectRegistry } from '../connect-registry.ts';
import { readJson } from './read-json.ts';

test('tells where a zone is and lists its devices by type, with status', async () => {
  await using registry = await connectRegistry();
  expect(await readJson(registry.client, 'zone://N3-3B/summary')).toEqual({
    zone_id: 'N3-3B',
    name: 'Conference Room 3B',
    building: 'NORTH',
    floor: 3,
    area_sqm: 32.5,
    device_count: 2,
    devices_by_status: { online: 2 },
    devices_by_type: {
      co2_sensor: [
        { device_id: 'DEV-0001', name: 'CO₂ Sensor 3B', status: 'online', last_seen: '2026-06-01T11:58:00Z' },
      ],
      hvac_controller: [
        { device_id: 'DEV-0002', name: 'HVAC 3B', status: 'online', last_seen: '2026-06-01T11:49:00Z' },
      ],
    },
  });
});

test('counts all devices of a great zone and says how many it leaves out', async () => {
  await using registry = await connectRegistry();
  const many = Array.from({ length: 500 }, (_, i) => device(1_000 + i, 'N0-L', { status: 'degraded' }));
  await registry.store.importInventory({ zones: [], devices: many }, IMPORT);
  const summary = await readJson(registry.client, 'zone://N0-L/summary');
  const listed = (summary['devices_by_type'] as { temperature_sensor: unknown[] }).temperature_sensor.length;
  expect(summary).toMatchObject({
    device_count: 500,
    devices_by_status: { degraded: 500 },
    left_out: { devices: 500 - listed, see: `list_devices with offset ${listed}` },
  });
});

test('takes a name as well, percent-encoded', async () => {
  await using registry = await connectRegistry();
  expect(await readJson(registry.client, 'zone://Caf%C3%A9%20Z%C3%BCrich/summary')).toMatchObject({ zone_id: 'S1-C' });
});

test('an unknown zone is not found', async () => {
  await using registry = await connectRegistry();
  await expect(registry.client.readResource({ uri: 'zone://nowhere/summary' })).rejects.toMatchObject({ code: -32002 });
});

test('lists and completes the zones', async () => {
  await using registry = await connectRegistry();
  const { resources } = await registry.client.listResources();
  expect(resources.map(({ uri }) => uri)).toContain('zone://S0-L/summary');
  const { completion } = await registry.client.complete({
    ref: { type: 'ref/resource', uri: 'zone://{zone_id}/summary' },
    argument: { name: 'zone_id', value: 'lob' },
  });
  expect(completion.values).toEqual(['N0-L', 'S0-L']);
});

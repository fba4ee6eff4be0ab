import { join } from 'node:path';
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { connect } from '@nexus/server-kit/testing';
import { describe, expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { type Building, course, DAY_MS, HOUR_MS, MINUTE_MS, NOW_MS, openBuilding, time } from '../building.ts';

const STEP_MS = 5 * MINUTE_MS;
const DAYS = 5;
const N = (DAYS * DAY_MS) / STEP_MS;
const START_MS = NOW_MS - DAYS * DAY_MS;

/** Sensors T-1 … on the third floor of NORTH, as far as the registry knows. */
async function register({ folder }: Building, count: number, room: (i: number) => number = (i) => i): Promise<void> {
  await using registry = await openDeviceRegistryStore(join(folder, 'device_registry.db'));
  const zones = [...new Set(Array.from({ length: count }, (_, i) => room(i)))].map((i) => ({
    zone_id: `Z-${i}`,
    name: `Room ${i}`,
    building: 'NORTH',
    floor: 3,
    area_sqm: 20,
  }));
  const devices = Array.from({ length: count }, (_, i) => ({
    device_id: `T-${i}`,
    name: `Sensor ${i}`,
    device_type: 'temperature_sensor',
    zone_id: `Z-${room(i)}`,
    building: 'NORTH',
    floor: 3,
    mac_address: `02:00:00:00:01:${String(i).padStart(2, '0')}`,
    firmware_version: '1.0.0',
    hardware_revision: 'A',
    manufacturer: 'Acme',
    model_number: 'X1',
    status: 'online' as const,
  }));
  await registry.importInventory({ zones, devices }, { actor: 'test', at_ms: NOW_MS });
}

/** Weather that all rooms share, up and down by 1.5 °C in 33 hours, so that no time of day has a usual value. */
function room(device: number, step: number): number {
  const weather = 1.5 * Math.sin((2 * Math.PI * step * STEP_MS) / (33 * HOUR_MS));
  return Math.round(10 * (21 + weather + ((device * 7 + step * 5) % 9) / 20)) / 10;
}

async function fill(building: Building, count: number, value: (device: number, step: number) => number) {
  for (let device = 0; device < count; device += 1) {
    const values = Array.from({ length: N }, (_, step) => value(device, step));
    await building.telemetry.ingest(course(`T-${device}`, 'temperature', START_MS, STEP_MS, values));
  }
}

const stepBefore = (ms: number) => N - ms / STEP_MS;

describe('divergence from peers', () => {
  test('the room that stays warm while the others cool down is found, though its values are usual ones', async () => {
    await using building = await openBuilding();
    await register(building, 8);
    // 120 hours are 3.64 periods of the weather: in the last four hours the others fall from 20.9 to about 20 °C.
    const from = stepBefore(4 * HOUR_MS);
    await fill(building, 8, (device, step) =>
      device === 2 && step >= from ? 22.2 + (step % 3) / 10 : room(device, step),
    );
    await using host = await connect(server, building, { time });
    const answer = await host.value('detect_anomalies', { device_id: 'T-2' });
    expect(answer).toMatchObject({
      episodes: [
        {
          device_id: 'T-2',
          start: '2026-06-01T10:00:00+02:00',
          end: '2026-06-01T14:00:00+02:00',
          peak_value: expect.closeTo(22, 0) as number,
          methods: ['peers'],
          why: expect.stringMatching(
            /^22\.\d+ °C differs from its 7 peers on floor 3 of NORTH by [12]\.\d+ °C; their median is (19|20)(\.\d+)? °C, and the usual difference -?0(\.\d+)? °C\.$/,
          ) as string,
        },
      ],
      total: 1,
      series_examined: 1,
    });
    expect(await host.value('detect_anomalies', {})).toMatchObject({ total: 1, series_examined: 8 });
  });

  test('four peers are too few to tell, and without a registry nobody is a peer', async () => {
    await using building = await openBuilding();
    const from = stepBefore(4 * HOUR_MS);
    await fill(building, 5, (device, step) =>
      device === 2 && step >= from ? 22.2 + (step % 3) / 10 : room(device, step),
    );
    await using host = await connect(server, building, { time });
    expect(await host.value('detect_anomalies', {})).toMatchObject({ total: 0, series_examined: 5 });
    await register(building, 5);
    expect(await host.value('detect_anomalies', {})).toMatchObject({ total: 0, series_examined: 5 });
  });

  test('the zone is the place where it has enough sensors', async () => {
    await using building = await openBuilding();
    await register(building, 12, (i) => (i < 6 ? 1 : 2));
    await fill(building, 12, (device, step) =>
      device === 0 && step >= stepBefore(2 * HOUR_MS) ? 30 + (step % 3) / 10 : room(device, step),
    );
    await using host = await connect(server, building, { time });
    const { episodes } = await host.value('detect_anomalies', { zone_id: 'Room 1' });
    // The limit of the rate is told first; that the peers differ belongs to the same fault.
    expect(episodes).toMatchObject([
      { device_id: 'T-0', methods: expect.arrayContaining(['peers', 'z_score']) as string[] },
    ]);
  });
});

describe('a stuck sensor', () => {
  test('among moving peers is found, with what it changed before', async () => {
    await using building = await openBuilding();
    await register(building, 8);
    const from = stepBefore(5 * HOUR_MS);
    await fill(building, 8, (device, step) => room(device, device === 3 ? Math.min(step, from) : step));
    await using host = await connect(server, building, { time });
    const { episodes } = await host.value('detect_anomalies', { metric: 'temperature' });
    expect(episodes).toMatchObject([
      { device_id: 'T-3', methods: expect.arrayContaining(['flatline']) as string[], severity: 'warning' },
    ]);
  });

  test('that never changed at all is found by its peers', async () => {
    await using building = await openBuilding();
    await register(building, 8);
    await fill(building, 8, (device, step) => (device === 3 ? 21.5 : room(device, step)));
    await using host = await connect(server, building, { time });
    const { episodes } = await host.value('detect_anomalies', { device_id: 'T-3' });
    expect(episodes).toMatchObject([
      {
        device_id: 'T-3',
        start: '2026-05-27T14:00:00+02:00',
        methods: ['flatline'],
        peak_value: 21.5,
        why: expect.stringMatching(
          /^It has stood at 21\.5 °C for 120 h, in which its peers on floor 3 of NORTH changed \d+ times\.$/,
        ) as string,
      },
    ]);
  });

  test('where the whole floor stands still, nobody is stuck', async () => {
    await using building = await openBuilding();
    await register(building, 8);
    const from = stepBefore(5 * HOUR_MS);
    await fill(building, 8, (device, step) => room(device, Math.min(step, from)));
    await using host = await connect(server, building, { time });
    expect(await host.value('detect_anomalies', { metric: 'temperature' })).toMatchObject({ total: 0 });
  });

  test('constant sensors raise nothing, alone or together', async () => {
    await using building = await openBuilding();
    await fill(building, 8, () => 21.5);
    await using host = await connect(server, building, { time });
    expect(await host.value('detect_anomalies', { start: '-5d' })).toMatchObject({ total: 0, series_examined: 8 });
    await register(building, 8);
    expect(await host.value('detect_anomalies', { start: '-5d' })).toMatchObject({ total: 0, series_examined: 8 });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { BuildingTime } from '@nexus/models';
import { openTelemetryStore, type Reading, type TelemetryStore } from '@nexus/telemetry/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoBuilding, demoState, seedDemo } from '../../src/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.parse('2026-11-20T10:17:42Z');
const SEEDED_MS = Date.parse('2026-11-20T10:17:00Z');
const ZONE = 'Europe/Vienna';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-simulator-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function openStores() {
  const registry = await openDeviceRegistryStore(join(folder, 'device_registry.db'));
  const telemetry = await openTelemetryStore(join(folder, 'telemetry.db'));
  return {
    registry,
    telemetry,
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await telemetry[Symbol.asyncDispose]();
    },
  };
}

const at = (ms: number, zone = ZONE) => new BuildingTime({ zone, now: () => ms });
const ALL = { limit: 300, offset: 0 };

/** What a set of readings leaves in a store, where a reading replaces another of the same instant. */
function lasting(readings: Iterable<Reading>): Map<string, number> {
  const instants = Map.groupBy(readings, ({ device_id, metric }) => `${device_id} ${metric}`);
  return new Map([...instants].map(([key, own]) => [key, new Set(own.map(({ timestamp_ms }) => timestamp_ms)).size]));
}

async function stored(telemetry: TelemetryStore): Promise<Map<string, number>> {
  return new Map((await telemetry.series({})).map(({ device_id, metric, count }) => [`${device_id} ${metric}`, count]));
}

const sorted = (counts: Map<string, number>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1));

describe('seeding', () => {
  test('empty stores get the building, its history up to now and fresh heartbeats', async () => {
    await using stores = await openStores();
    const report = await seedDemo({ ...stores, time: at(NOW_MS), days: 2 });
    expect(report).toMatchObject({ outcome: 'seeded', seed: 1, zone: ZONE, seeded_ms: SEEDED_MS, last_ms: NOW_MS });
    expect(await stores.registry.info()).toEqual({ devices: 300, zones: 40, buildings: 2 });

    const building = demoBuilding({ seed: 1, zone: ZONE, seeded_ms: SEEDED_MS });
    const window = { start_ms: SEEDED_MS - 2 * DAY_MS, end_ms: NOW_MS };
    expect(sorted(await stored(stores.telemetry))).toEqual(sorted(lasting(building.readings(window))));

    const room = await stores.registry.resolveZone('Conference Room 3B');
    const { devices } = await stores.registry.listDevices({ zone_id: room.zone_id, device_type: 'co2_sensor' }, ALL);
    const [co2] = await stores.telemetry.latest(
      devices.map(({ device_id }) => device_id),
      ['co2_ppm'],
    );
    expect(co2).toMatchObject({ unit: 'ppm', quality: 'good' });
    expect(NOW_MS - (co2?.timestamp_ms ?? 0)).toBeLessThanOrEqual(5 * MINUTE_MS);
  });

  test('the devices without a heartbeat for ten minutes are those of the ground truth', async () => {
    await using stores = await openStores();
    await seedDemo({ ...stores, time: at(NOW_MS), days: 1 });
    const { devices } = await stores.registry.offlineDevices({}, NOW_MS - 10 * MINUTE_MS, ALL);
    const { offline } = demoBuilding({ seed: 1, zone: ZONE, seeded_ms: SEEDED_MS }).groundTruth({
      start_ms: NOW_MS - DAY_MS,
      end_ms: NOW_MS,
    });
    const seen = devices.map(({ device_id, last_seen_ms }): [string, number | undefined] => [device_id, last_seen_ms]);
    expect(new Map(seen)).toEqual(new Map(offline.map(({ device_id, last_seen_ms }) => [device_id, last_seen_ms])));
    expect(devices.every(({ status }) => status === 'offline')).toBe(true);
  });

  test('a stored day is the generated day, value by value', async () => {
    await using stores = await openStores();
    await seedDemo({ ...stores, time: at(NOW_MS), days: 1, seed: 5 });
    const window = { start_ms: NOW_MS - 12 * HOUR_MS, end_ms: NOW_MS };
    const building = demoBuilding({ seed: 5, zone: ZONE, seeded_ms: SEEDED_MS });
    const meter = building.devices.find(({ name }) => name === 'Open Office South 4 Smart Meter')?.device_id ?? '';
    const generated = [...building.readings(window)].filter(
      ({ device_id, metric }) => device_id === meter && metric === 'energy_kwh',
    );
    const range = await stores.telemetry.range(meter, 'energy_kwh', window);
    expect(generated.length).toBe(48);
    expect([...range.value]).toEqual(generated.map(({ value }) => value));
    expect([...range.timestamp_ms]).toEqual(generated.map(({ timestamp_ms }) => timestamp_ms));
  });
});

describe('extending', () => {
  test('seeded and extended stores hold what seeding at once would have stored', async () => {
    await using stores = await openStores();
    await seedDemo({ ...stores, time: at(NOW_MS), days: 1 });
    const laterMs = NOW_MS + 5 * HOUR_MS + 1234;
    for (const ms of [NOW_MS + 3 * MINUTE_MS, NOW_MS + 64 * MINUTE_MS, laterMs]) {
      expect(await seedDemo({ ...stores, time: at(ms), days: 1 })).toMatchObject({ outcome: 'extended', last_ms: ms });
    }
    const building = demoBuilding({ seed: 1, zone: ZONE, seeded_ms: SEEDED_MS });
    const whole = building.readings({ start_ms: SEEDED_MS - DAY_MS, end_ms: laterMs });
    expect(sorted(await stored(stores.telemetry))).toEqual(sorted(lasting(whole)));
    const { devices } = await stores.registry.offlineDevices({}, laterMs - MINUTE_MS, ALL);
    expect(devices).toHaveLength(8);
  });

  test('it generates the new readings only', async () => {
    await using stores = await openStores();
    await seedDemo({ ...stores, time: at(NOW_MS), days: 1 });
    const { readings } = await seedDemo({ ...stores, time: at(NOW_MS + 5 * MINUTE_MS), days: 1 });
    // 60 + 40 + 30 + 36 room sensors report every five minutes, and half of the others' channels in that time
    expect(readings).toBeGreaterThan(150);
    expect(readings).toBeLessThan(400);
  });

  test('after months only the last days are generated, and meters go on from where they are by now', async () => {
    await using stores = await openStores();
    await seedDemo({ ...stores, time: at(NOW_MS), days: 1 });
    const laterMs = NOW_MS + 100 * DAY_MS;
    await seedDemo({ ...stores, time: at(laterMs), days: 2 });
    const meter = demoBuilding({ seed: 1, zone: ZONE, seeded_ms: SEEDED_MS }).devices.find(
      ({ name }) => name === 'Open Office South 4 Smart Meter',
    );
    const counts = await stores.telemetry.range(meter?.device_id ?? '', 'energy_kwh', { start_ms: 0, end_ms: laterMs });
    const firstNew = counts.timestamp_ms.findIndex((ms) => ms > NOW_MS);
    expect(counts.timestamp_ms[firstNew]).toBeGreaterThanOrEqual(laterMs - 2 * DAY_MS);
    const used_kwh = (counts.value[firstNew] ?? 0) - (counts.value[firstNew - 1] ?? 0);
    // 98 days of an office of 295 m²: at least its base load of 4 W/m², at most that and a full working day each
    expect(used_kwh).toBeGreaterThan((98 * 24 * 4 * 295) / 1000);
    expect(used_kwh).toBeLessThan((98 * (24 * 4 + 11 * 22) * 295) / 1000);
  });

  test('a clock that was put back changes nothing', async () => {
    await using stores = await openStores();
    await seedDemo({ ...stores, time: at(NOW_MS), days: 1 });
    const before = await stores.telemetry.info();
    for (const ms of [NOW_MS - HOUR_MS, NOW_MS - 30 * DAY_MS]) {
      expect(await seedDemo({ ...stores, time: at(ms), days: 1 })).toMatchObject({ outcome: 'unchanged', readings: 0 });
    }
    expect(await stores.telemetry.info()).toEqual(before);
  });

  test('what people changed in the registry stays', async () => {
    await using stores = await openStores();
    await seedDemo({ ...stores, time: at(NOW_MS), days: 1 });
    const change = {
      device_id: 'DEV-CO2-0001',
      new_status: 'decommissioned',
      reason: 'sold',
      actor: 'me',
      at_ms: NOW_MS,
    } as const;
    await stores.registry.updateStatus(change);
    await seedDemo({ ...stores, time: at(NOW_MS + HOUR_MS), days: 1 });
    expect(await stores.registry.getDevice('DEV-CO2-0001')).toMatchObject({ status: 'decommissioned' });
  });

  test('the building stays in the time zone that it was seeded in', async () => {
    await using stores = await openStores();
    await seedDemo({ ...stores, time: at(NOW_MS), days: 1 });
    const report = await seedDemo({ ...stores, time: at(NOW_MS + HOUR_MS, 'Asia/Tokyo'), days: 1 });
    expect(report.zone).toBe(ZONE);
  });

  test('readings that were deleted are made again', async () => {
    {
      await using stores = await openStores();
      await seedDemo({ ...stores, time: at(NOW_MS), days: 1 });
    }
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `telemetry.db${end}`), { force: true });
    await using stores = await openStores();
    const { readings } = await seedDemo({ ...stores, time: at(NOW_MS + MINUTE_MS), days: 1 });
    expect(readings).toBeGreaterThan(70_000);
  });
});

describe('cut off and refused', () => {
  test('a run that was cut off is completed by the next one', async () => {
    await using stores = await openStores();
    const interruption = new AbortController();
    const cutOff = seedDemo({
      ...stores,
      time: at(NOW_MS),
      days: 2,
      signal: interruption.signal,
      onProgress: (done) => done > 0.4 && interruption.abort(new Error('enough')),
    });
    await expect(cutOff).rejects.toThrow('enough');
    expect((await stores.telemetry.info()).last_ms).toBeLessThan(NOW_MS - 12 * HOUR_MS);
    const laterMs = NOW_MS + MINUTE_MS;
    await seedDemo({ ...stores, time: at(laterMs), days: 2 });
    const building = demoBuilding({ seed: 1, zone: ZONE, seeded_ms: SEEDED_MS });
    const whole = building.readings({ start_ms: SEEDED_MS - 2 * DAY_MS, end_ms: laterMs });
    expect(sorted(await stored(stores.telemetry))).toEqual(sorted(lasting(whole)));
  });

  test('a run that ended before the inventory was in brings it the next time', async () => {
    await using stores = await openStores();
    const marker = { seed: 9, zone: ZONE, seeded_ms: SEEDED_MS, first_ms: SEEDED_MS - DAY_MS };
    await stores.registry.setNote('demo', JSON.stringify({ ...marker, last_ms: marker.first_ms, stocked: false }));
    expect(await seedDemo({ ...stores, time: at(NOW_MS), days: 1 })).toMatchObject({ seed: 9 });
    expect(await stores.registry.info()).toMatchObject({ devices: 300 });
  });

  test.each(['registry', 'telemetry'] as const)('other data in the %s is left alone', async (which) => {
    await using stores = await openStores();
    if (which === 'registry') {
      const zone = { zone_id: 'Z-1', name: 'My office', building: 'HOME', floor: 1, area_sqm: 12 };
      await stores.registry.importInventory({ zones: [zone], devices: [] }, { actor: 'me', at_ms: NOW_MS });
    } else {
      const reading = { device_id: 'mine', metric: 'temperature', value: 20, unit: '°C', quality: 'good' } as const;
      await stores.telemetry.ingest([{ ...reading, timestamp_ms: NOW_MS }]);
    }
    const before = [await stores.registry.info(), await stores.telemetry.info()];
    expect(await demoState(stores)).toBe('other');
    await expect(seedDemo({ ...stores, time: at(NOW_MS), days: 1 })).rejects.toMatchObject({ code: 'conflict' });
    expect([await stores.registry.info(), await stores.telemetry.info()]).toEqual(before);
    expect(await stores.registry.getNote('demo')).toBeUndefined();
  });

  test('another seed than the one that is there is refused', async () => {
    await using stores = await openStores();
    await seedDemo({ ...stores, time: at(NOW_MS), days: 1, seed: 4 });
    const other = seedDemo({ ...stores, time: at(NOW_MS + HOUR_MS), days: 1, seed: 5 });
    await expect(other).rejects.toThrow('was made from seed 4');
  });

  test('a note that is damaged, and a clock that never was set, are explained', async () => {
    await using stores = await openStores();
    await expect(seedDemo({ ...stores, time: at(3 * DAY_MS), days: 1 })).rejects.toMatchObject({ code: 'unavailable' });
    await stores.registry.setNote('demo', '{"seed":');
    await expect(seedDemo({ ...stores, time: at(NOW_MS), days: 1 })).rejects.toMatchObject({ code: 'conflict' });
  });
});

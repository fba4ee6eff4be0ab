import fc from 'fast-check';
import { DeviceStatus, NexusError } from '@nexus/models';
import { describe, expect, test } from 'vitest';
import type { DeviceRegistryStore, StoredDevice } from '../../src/store/store.ts';
import { device, DEVICES, IMPORT, mac, MINUTE_MS, NOW_MS, ZONES } from '../building.ts';

const ALL = { limit: 200, offset: 0 };
const ids = (devices: readonly StoredDevice[]) => devices.map(({ device_id }) => device_id);

/** What every store of devices and zones must do; `open` gives an empty one. */
export function testDeviceRegistryStore(open: () => Promise<DeviceRegistryStore>): void {
  const openSample = async () => {
    const store = await open();
    await store.importInventory({ zones: ZONES, devices: DEVICES }, IMPORT);
    return store;
  };
  const fault = async (action: Promise<unknown>) => {
    const error: unknown = await action.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!NexusError.is(error)) throw new Error('expected a NexusError', { cause: error });
    return { code: error.code, text: `${error.message} ${error.hint ?? ''}`.trim() };
  };

  test('gives a device back as it was imported, with the name of its zone', async () => {
    await using store = await openSample();
    expect(await store.getDevice('DEV-0001')).toEqual({ ...DEVICES[0], zone_name: 'Conference Room 3B' });
    expect(await store.getDevice('dev-0001')).toBeUndefined();
  });

  test('lists devices in the order of their ids, a page at a time, with the total', async () => {
    await using store = await openSample();
    const { devices, total } = await store.listDevices({}, { limit: 2, offset: 3 });
    expect({ ids: ids(devices), total }).toEqual({ ids: ['DEV-0004', 'DEV-0005'], total: 6 });
    expect(await store.listDevices({}, { limit: 2, offset: 6 })).toEqual({ devices: [], total: 6 });
  });

  test('gives the devices of some ids and passes over unknown and repeated ones', async () => {
    await using store = await openSample();
    expect(ids(await store.devicesById(['DEV-0006', 'nope', 'DEV-0002', 'DEV-0006']))).toEqual([
      'DEV-0002',
      'DEV-0006',
    ]);
  });

  test.each([
    { query: 'conf 3b', found: ['DEV-0001', 'DEV-0002'] }, // beginnings of words of the zone's name
    { query: 'CO2', found: ['DEV-0001'] }, // the name is written CO₂
    { query: 'thermometre', found: ['DEV-0006'] },
    { query: 'ZURICH', found: ['DEV-0006'] },
    { query: 'dev-0004', found: ['DEV-0004'] },
    { query: 'conferenceroom', found: ['DEV-0001', 'DEV-0002'] }, // the whole is part of a name
    { query: '3-B room', found: [] },
    { query: '???', found: [] },
    { query: '%', found: [] },
    { query: ' ', found: ['DEV-0001', 'DEV-0002', 'DEV-0003', 'DEV-0004', 'DEV-0005', 'DEV-0006'] },
  ])('finds $found for the words "$query"', async ({ query, found }) => {
    await using store = await openSample();
    expect(ids((await store.listDevices({ query }, ALL)).devices)).toEqual(found);
  });

  test('filters combine as one after the other over all devices would', async () => {
    await using store = await openSample();
    const optional = <Value>(...values: Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const filters = fc.record({
      zone_id: optional('N3-3B', 'N1-A', 'S0-L', 'nowhere'),
      building: optional('NORTH', 'south', 'Building North'),
      device_type: optional('co2_sensor', 'smart_meter', 'temperature_sensor'),
      status: optional(...DeviceStatus.options),
      floor: optional(0, 1, 3),
    });
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const building = filter.building?.toUpperCase().replace('BUILDING ', '');
        const expected = DEVICES.filter(
          (one) =>
            (filter.zone_id === undefined || one.zone_id === filter.zone_id) &&
            (building === undefined || one.building === building) &&
            (filter.device_type === undefined || one.device_type === filter.device_type) &&
            (filter.status === undefined || one.status === filter.status) &&
            (filter.floor === undefined || one.floor === filter.floor),
        );
        const { devices, total } = await store.listDevices(filter, ALL);
        expect(ids(devices)).toEqual(ids(expected));
        expect(total).toBe(expected.length);
      }),
    );
  });

  test('lists zones by building, floor and name, each with the number of its devices', async () => {
    await using store = await openSample();
    const zones = await store.listZones({});
    expect(zones.map(({ zone_id, device_count }) => [zone_id, device_count])).toEqual([
      ['N0-L', 0],
      ['N1-A', 2],
      ['N3-3B', 2],
      ['S0-L', 1],
      ['S1-C', 1],
    ]);
    expect(zones[1]).toEqual({ ...ZONES[1], device_count: 2 });
    expect((await store.listZones({ building: 'south', floor: 0, query: 'lob' })).map((zone) => zone.zone_id)).toEqual([
      'S0-L',
    ]);
    expect(await store.listBuildings()).toEqual(['NORTH', 'SOUTH']);
    expect(await store.info()).toEqual({ devices: 6, zones: 5, buildings: 2 });
  });

  test.each([
    { given: 'N3-3B', zone: 'N3-3B' },
    { given: 'conference room 3b', zone: 'N3-3B' },
    { given: 'ConferenceRoom-3B', zone: 'N3-3B' },
    { given: 'cafe zurich', zone: 'S1-C' },
    { given: 'Lobby', building: 'SOUTH', zone: 'S0-L' },
  ])('resolves the zone $given to $zone', async ({ given, building, zone }) => {
    await using store = await openSample();
    expect((await store.resolveZone(given, building)).zone_id).toBe(zone);
  });

  test('names the nearest zones for an unknown one, and the tool that lists them', async () => {
    await using store = await openSample();
    const { code, text } = await fault(store.resolveZone('Confrence Room 3C'));
    expect(code).toBe('not_found');
    expect(text).toContain('Conference Room 3B (N3-3B, NORTH)');
    expect(text).toContain('See list_zones.');
    expect((await fault(store.resolveZone('n3-3b'))).text).toContain('N3-3B'); // ids are exact
  });

  test('refuses a zone name of two buildings and names both ids', async () => {
    await using store = await openSample();
    expect(await fault(store.resolveZone('lobby'))).toEqual({
      code: 'invalid_argument',
      text: 'Several zones are named "lobby". Give one of these ids: Lobby (N0-L, NORTH), Lobby (S0-L, SOUTH).',
    });
  });

  test('says in which building a zone is that is asked for in another', async () => {
    await using store = await openSample();
    expect(await fault(store.resolveZone('N3-3B', 'SOUTH'))).toEqual({
      code: 'not_found',
      text: 'Conference Room 3B is not in SOUTH. It is in NORTH: give that building, or none.',
    });
  });

  test('resolves devices by id or name and names the nearest for an unknown one', async () => {
    await using store = await openSample();
    expect((await store.resolveDevice('DEV-0002')).name).toBe('HVAC 3B');
    expect((await store.resolveDevice('hvac-3b')).device_id).toBe('DEV-0002');
    const { code, text } = await fault(store.resolveDevice('DEV-00001'));
    expect(code).toBe('not_found');
    expect(text).toContain('CO₂ Sensor 3B (DEV-0001)');
  });

  test.each(['NORTH', 'north', 'Building North', 'north building', 'BLDG. NORTH'])(
    'resolves the building %s to NORTH',
    async (given) => {
      await using store = await openSample();
      expect(await store.resolveBuilding(given)).toBe('NORTH');
    },
  );

  test('names the buildings for an unknown one', async () => {
    await using store = await openSample();
    expect(await fault(store.resolveBuilding('West'))).toEqual({
      code: 'not_found',
      text: 'There is no building "West". There are: NORTH, SOUTH. See list_zones.',
    });
  });

  test('says that an empty registry is empty', async () => {
    await using store = await open();
    for (const action of [store.resolveZone('a'), store.resolveDevice('a'), store.resolveBuilding('a')]) {
      expect(await fault(action)).toMatchObject({
        code: 'not_found',
        text: expect.stringContaining('is empty') as string,
      });
    }
    expect(await store.info()).toEqual({ devices: 0, zones: 0, buildings: 0 });
  });

  test('lists devices in use that are unseen, the never seen first, then the longest unseen', async () => {
    await using store = await openSample();
    const before = NOW_MS - 10 * MINUTE_MS; // DEV-0003 was seen exactly then, which is not before
    const { devices, total } = await store.offlineDevices({}, before, ALL);
    expect(ids(devices)).toEqual(['DEV-0004', 'DEV-0006', 'DEV-0002']);
    expect(total).toBe(3);
    expect(ids((await store.offlineDevices({ building: 'NORTH' }, before, { limit: 1, offset: 1 })).devices)).toEqual([
      'DEV-0002',
    ]);
  });

  test('changes a status, leaves the heartbeat alone and writes it to the trail', async () => {
    await using store = await openSample();
    const change = {
      device_id: 'DEV-0002',
      new_status: 'degraded',
      reason: 'rattles',
      actor: 'ann',
      at_ms: 5,
    } as const;
    expect(await store.updateStatus(change)).toEqual({ old_status: 'online', new_status: 'degraded' });
    expect(await store.getDevice('DEV-0002')).toMatchObject({
      status: 'degraded',
      last_seen_ms: NOW_MS - 11 * MINUTE_MS,
    });
    expect((await store.recentAudit(1))[0]).toMatchObject({
      at_ms: 5,
      actor: 'ann',
      action: 'status_changed',
      subject: 'DEV-0002',
      before: { status: 'online' },
      after: { status: 'degraded' },
      reason: 'rattles',
    });
  });

  test('refuses the status that a device has already, and an unknown device', async () => {
    await using store = await openSample();
    const change = { new_status: 'online', reason: 'r', actor: 'ann', at_ms: 5 } as const;
    expect((await fault(store.updateStatus({ ...change, device_id: 'DEV-0001' }))).code).toBe('conflict');
    expect((await fault(store.updateStatus({ ...change, device_id: 'DEV-9999' }))).code).toBe('not_found');
    expect((await store.recentAudit(1))[0]?.actor).toBe('test');
  });

  test('an import counts what it added, updated and left, and writes only what differs to the trail', async () => {
    await using store = await openSample();
    const moved = { ...device(1, 'N1-A', { name: 'Moved' }), mac_address: '02-00-00-00-00-01' };
    const zone = { ...ZONES[2]!, area_sqm: 210 };
    const report = await store.importInventory(
      { zones: [zone, ZONES[0]!], devices: [moved, device(7, 'N0-L')] },
      IMPORT,
    );
    expect(report).toEqual({
      zones_added: 0,
      zones_updated: 1,
      zones_unchanged: 1,
      devices_added: 1,
      devices_updated: 1,
      devices_unchanged: 0,
    });
    // The last heartbeat stays, the address and the metadata that are not given any more go.
    expect(await store.getDevice('DEV-0001')).toEqual({
      ...device(1, 'N1-A', { name: 'Moved', last_seen_ms: NOW_MS - 2 * MINUTE_MS }),
      zone_name: 'Zone A',
    });
    const trail = (await store.recentAudit(3)).map(({ action, subject, before, after }) => ({
      action,
      subject,
      before,
      after,
    }));
    expect(trail).toEqual([
      expect.objectContaining({ action: 'device_added', subject: 'DEV-0007', before: undefined }),
      {
        action: 'device_updated',
        subject: 'DEV-0001',
        before: {
          name: 'CO₂ Sensor 3B',
          device_type: 'co2_sensor',
          zone_id: 'N3-3B',
          ip_address: '10.0.3.1',
          metadata: { wall: 'east', height_m: 1.5, calibrated: true },
        },
        after: { name: 'Moved', device_type: 'temperature_sensor', zone_id: 'N1-A' },
      },
      { action: 'zone_updated', subject: 'N0-L', before: { area_sqm: 200 }, after: { area_sqm: 210 } },
    ]);
  });

  test('a device without a status starts offline and later keeps the one it has', async () => {
    await using store = await openSample();
    const { status: _status, building: _building, floor: _floor, ...bare } = device(7, 'N0-L');
    await store.importInventory({ zones: [], devices: [bare] }, IMPORT);
    expect(await store.getDevice('DEV-0007')).toMatchObject({ status: 'offline', building: 'NORTH', floor: 0 });
    const { status: _, ...known } = device(6, 'S1-C');
    await store.importInventory({ zones: [], devices: [known] }, IMPORT);
    expect((await store.getDevice('DEV-0006'))?.status).toBe('error');
  });

  test('two devices can swap their MAC addresses in one import', async () => {
    await using store = await openSample();
    const swapped = [device(1, 'N3-3B', { mac_address: mac(2) }), device(2, 'N3-3B', { mac_address: mac(1) })];
    await store.importInventory({ zones: [], devices: swapped }, IMPORT);
    expect((await store.getDevice('DEV-0001'))?.mac_address).toBe(mac(2));
    expect((await store.getDevice('DEV-0002'))?.mac_address).toBe(mac(1));
  });

  test.each([
    {
      what: 'a MAC address of another device',
      bad: device(7, 'N1-A', { mac_address: mac(1) }),
      says: 'belongs to DEV-0001',
    },
    { what: 'an unknown zone', bad: { ...device(7, 'N1-A'), zone_id: 'N1-B' }, says: 'is no zone; nearest: N1-A' },
    { what: 'the wrong floor', bad: device(7, 'N1-A', { floor: 2 }), says: 'floor is 2, but zone N1-A is on 1' },
    { what: 'the wrong building', bad: device(7, 'N1-A', { building: 'SOUTH' }), says: 'zone N1-A is in NORTH' },
    { what: 'a broken MAC address', bad: device(7, 'N1-A', { mac_address: 'x' }), says: 'is no MAC address' },
    { what: 'an id that is no id', bad: device(7, 'N1-A', { device_id: 'a/b' }), says: 'is no id' },
    { what: 'an empty name', bad: device(7, 'N1-A', { name: '\u200b ' }), says: 'name is empty' },
  ])('refuses $what and writes nothing', async ({ bad, says }) => {
    await using store = await openSample();
    const before = await store.recentAudit(200);
    const zone = { ...ZONES[0]!, name: 'Renamed' };
    const { code, text } = await fault(
      store.importInventory({ zones: [zone], devices: [device(8, 'N1-A'), bad] }, IMPORT),
    );
    expect(code).toBe('invalid_argument');
    expect(text).toContain(says);
    expect(await store.recentAudit(200)).toEqual(before);
    expect(await store.getDevice('DEV-0008')).toBeUndefined();
    expect((await store.resolveZone('N3-3B')).name).toBe('Conference Room 3B');
  });

  test('importing twice is importing once', async () => {
    const devices = fc.uniqueArray(
      fc.record({
        number: fc.integer({ min: 1, max: 40 }),
        zone: fc.constantFrom(...ZONES.map(({ zone_id }) => zone_id)),
        name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).map((name) => `x${name}`),
        last_seen_ms: fc.option(fc.integer({ min: 0, max: NOW_MS }), { nil: undefined }),
        status: fc.constantFrom(...DeviceStatus.options),
      }),
      { selector: ({ number }) => number },
    );
    await fc.assert(
      fc.asyncProperty(devices, async (given) => {
        await using store = await openSample();
        const inventory = {
          zones: ZONES,
          devices: given.map(({ number, zone, ...over }) => device(number, zone, over)),
        };
        await store.importInventory(inventory, IMPORT);
        const once = await store.listDevices({}, ALL);
        const trail = await store.recentAudit(200);
        expect(await store.importInventory(inventory, IMPORT)).toMatchObject({
          devices_added: 0,
          devices_updated: 0,
          devices_unchanged: given.length,
          zones_unchanged: ZONES.length,
        });
        expect(await store.listDevices({}, ALL)).toEqual(once);
        expect(await store.recentAudit(200)).toEqual(trail);
      }),
      { numRuns: 50 },
    );
  });

  test('heartbeats move only forward, in whatever order they come', async () => {
    const beat = fc.record({
      device_id: fc.constantFrom('DEV-0001', 'DEV-0004', 'DEV-0005', 'unknown'),
      seen_ms: fc.integer({ min: 0, max: 2 * NOW_MS }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(beat, { maxLength: 5 }), { maxLength: 5 }), async (batches) => {
        await using store = await openSample();
        for (const batch of batches) await store.recordHeartbeats(batch);
        for (const { device_id, last_seen_ms } of DEVICES) {
          const seen = batches.flat().flatMap((one) => (one.device_id === device_id ? [one.seen_ms] : []));
          const latest = Math.max(last_seen_ms ?? -1, ...seen);
          expect((await store.getDevice(device_id))?.last_seen_ms).toBe(latest === -1 ? undefined : latest);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('a heartbeat brings an offline device online and leaves every other status', async () => {
    await using store = await openSample();
    await store.recordHeartbeats(DEVICES.map(({ device_id }) => ({ device_id, seen_ms: NOW_MS })));
    const { devices } = await store.listDevices({}, ALL);
    expect(devices.map(({ status }) => status)).toEqual([
      'online',
      'online',
      'online',
      'online', // was offline
      'decommissioned',
      'error',
    ]);
  });

  test('a heartbeat that came late does not bring a device online', async () => {
    await using store = await openSample();
    const change = { device_id: 'DEV-0001', new_status: 'offline', reason: 'r', actor: 'a', at_ms: NOW_MS } as const;
    await store.updateStatus(change);
    await store.recordHeartbeats([{ device_id: 'DEV-0001', seen_ms: NOW_MS - 3 * MINUTE_MS }]);
    expect((await store.getDevice('DEV-0001'))?.status).toBe('offline');
  });

  describe('a device that nobody registered', () => {
    const BY = { actor: 'telemetry', at_ms: NOW_MS, reason: 'It sends readings.' };

    test('is registered where nobody has placed it, offline until it is seen', async () => {
      await using store = await openSample();
      const given = { device_id: 'NEW-1', device_type: 'co2_sensor', building: 'Building North' };
      expect(await store.discoverDevices([given], BY)).toEqual(['NEW-1']);
      expect(await store.getDevice('NEW-1')).toEqual({
        device_id: 'NEW-1',
        name: 'NEW-1',
        device_type: 'co2_sensor',
        zone_id: 'unassigned-north',
        zone_name: 'Unassigned',
        building: 'NORTH', // as the inventory has it
        floor: 0,
        mac_address: 'unknown:NEW-1',
        firmware_version: 'unknown',
        hardware_revision: 'unknown',
        manufacturer: 'unknown',
        model_number: 'unknown',
        status: 'offline',
        metadata: { discovered: true },
      });
      expect((await store.recentAudit(1))[0]).toMatchObject({
        actor: 'telemetry',
        action: 'device_discovered',
        subject: 'NEW-1',
        reason: 'It sends readings.',
        after: { device_type: 'co2_sensor', zone_id: 'unassigned-north' },
      });
      await store.recordHeartbeats([{ device_id: 'NEW-1', seen_ms: NOW_MS }]);
      expect(await store.getDevice('NEW-1')).toMatchObject({ status: 'online', last_seen_ms: NOW_MS });
    });

    test('keeps what it says of itself, cleaned, and loses what cannot be kept', async () => {
      await using store = await openSample();
      const said = { name: 'Kitchen\u202E  plug', manufacturer: 'Shelly', model_number: 'x'.repeat(300) };
      const given = { device_id: 'plug-1', device_type: 'Smart Plug!', building: 'Annex', ...said };
      await store.discoverDevices([given], BY);
      expect(await store.getDevice('plug-1')).toMatchObject({
        name: 'Kitchen plug',
        device_type: 'sensor',
        building: 'Annex',
        zone_id: 'unassigned-annex',
        manufacturer: 'Shelly',
        model_number: 'unknown',
      });
    });

    test('without a building is in none that exists', async () => {
      await using store = await openSample();
      await store.discoverDevices([{ device_id: 'NEW-1' }, { device_id: 'NEW-2', building: '\u200B' }], BY);
      const zone = { zone_id: 'unassigned', building: 'Unassigned' };
      expect(await store.devicesById(['NEW-1', 'NEW-2'])).toMatchObject([zone, zone]);
    });

    test('is never one that is registered, and is added once', async () => {
      await using store = await openSample();
      const before = await store.getDevice('DEV-0001');
      const given = [{ device_id: 'DEV-0001', name: 'Mine' }, { device_id: 'NEW-1' }, { device_id: 'NEW-1' }];
      expect(await store.discoverDevices(given, BY)).toEqual(['NEW-1']);
      expect(await store.discoverDevices(given, BY)).toEqual([]);
      expect(await store.getDevice('DEV-0001')).toEqual(before);
    });

    test('whose id cannot be one is passed over, the others are not', async () => {
      await using store = await openSample();
      const given = ['a b', '', '../x', 'x'.repeat(65), 'NEW-1'].map((device_id) => ({ device_id }));
      expect(await store.discoverDevices(given, BY)).toEqual(['NEW-1']);
    });

    test('becomes one of the inventory when that is imported', async () => {
      await using store = await openSample();
      await store.discoverDevices([{ device_id: 'DEV-0007' }, { device_id: 'DEV-0008' }], BY);
      await store.importInventory({ zones: [], devices: [device(7, 'N1-A')] }, IMPORT);
      expect(await store.getDevice('DEV-0007')).toEqual({ ...device(7, 'N1-A'), zone_name: 'Zone A' });
    });
  });

  test('keeps notes', async () => {
    await using store = await open();
    expect(await store.getNote('seed')).toBeUndefined();
    await store.setNote('seed', 'a');
    await store.setNote('seed', 'b');
    expect(await store.getNote('seed')).toBe('b');
  });
}

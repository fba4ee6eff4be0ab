import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildingTime, NexusError } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import { expect, test } from 'vitest';
import { importCommand } from '../../src/commands/import.ts';
import { openDeviceRegistryStore } from '../../src/store/index.ts';
import { NOW_MS, temporaryFolder } from '../building.ts';

const ZONES_CSV =
  'zone_id,name,building,floor,area_sqm\nN3-3B,Conference Room 3B,NORTH,3,32.5\nN1-A,Zone A,NORTH,1,120\n';
const DEVICE_HEADER =
  'device_id,name,device_type,zone_id,mac_address,firmware_version,hardware_revision,manufacturer,model_number';
const deviceLine = (number: number, zone = 'N3-3B') =>
  `DEV-${number},Sensor ${number},co2_sensor,${zone},02-00-00-00-00-0${number},2.4.0,B,Acme,C-1`;
const lines = (...texts: string[]) => `${texts.join('\n')}\n`;

async function openImport(options: { readonly readOnly?: boolean } = {}) {
  const folder = temporaryFolder();
  const store = await openDeviceRegistryStore(':memory:');
  const dispose = async () => {
    await store[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  };
  return {
    store,
    [Symbol.asyncDispose]: dispose,
    /** Runs the command over files of this content; what it printed and its exit code. */
    async import(
      files: { zones?: string | Uint8Array; devices?: string | Uint8Array },
      more: Record<string, string | boolean> = {},
    ) {
      const paths = Object.entries(files).map(([name, content]) => {
        const path = join(folder.path, `${name}.csv`);
        writeFileSync(path, content);
        return [name, path] as const;
      });
      const printed: string[] = [];
      const code = await importCommand.run(
        { options: { ...Object.fromEntries(paths), ...more }, positionals: [] },
        {
          deps: { store, readOnly: options.readOnly ?? false, hasBroker: false, [Symbol.asyncDispose]: dispose },
          time: new BuildingTime({ zone: 'Europe/Vienna', now: () => NOW_MS }),
          log: silentLogger,
          signal: new AbortController().signal,
          print: (line) => printed.push(line),
          status: () => {},
        },
      );
      return { code, printed };
    },
  };
}

test('imports both files, and again changes nothing', async () => {
  await using registry = await openImport();
  const devices = lines(
    `${DEVICE_HEADER},status,last_seen,metadata,building,floor,ip_address`,
    `${deviceLine(1)},degraded,2026-06-01T10:00,"{""wall"": ""east""}",north,3,10.0.0.1`,
    `${deviceLine(2, 'N1-A')},,,,,,`,
  );
  expect(await registry.import({ zones: ZONES_CSV, devices })).toEqual({
    code: 0,
    printed: ['Zones: 2 added, 0 updated, 0 unchanged. Devices: 2 added, 0 updated, 0 unchanged'],
  });
  expect(await registry.store.getDevice('DEV-1')).toEqual({
    device_id: 'DEV-1',
    name: 'Sensor 1',
    device_type: 'co2_sensor',
    zone_id: 'N3-3B',
    zone_name: 'Conference Room 3B',
    building: 'NORTH',
    floor: 3,
    ip_address: '10.0.0.1',
    mac_address: '02:00:00:00:00:01',
    firmware_version: '2.4.0',
    hardware_revision: 'B',
    manufacturer: 'Acme',
    model_number: 'C-1',
    status: 'degraded',
    last_seen_ms: Date.parse('2026-06-01T08:00:00Z'), // ten o'clock in Vienna, in summer
    metadata: { wall: 'east' },
  });
  expect(await registry.store.getDevice('DEV-2')).toMatchObject({ status: 'offline', building: 'NORTH', floor: 1 });
  expect((await registry.store.recentAudit(1))[0]).toMatchObject({
    actor: 'command line',
    reason: 'import of zones.csv and devices.csv',
  });
  expect((await registry.import({ zones: ZONES_CSV, devices })).printed).toEqual([
    'Zones: 0 added, 0 updated, 2 unchanged. Devices: 0 added, 0 updated, 2 unchanged',
  ]);
});

test('running it again updates what differs, and reports as JSON if asked', async () => {
  await using registry = await openImport();
  await registry.import({ zones: ZONES_CSV });
  const { code, printed } = await registry.import(
    { zones: ZONES_CSV.replace('120', '125') },
    { json: true, reason: 'survey' },
  );
  expect(code).toBe(0);
  expect(JSON.parse(printed.join(''))).toEqual({
    imported: true,
    zones_added: 0,
    zones_updated: 1,
    zones_unchanged: 1,
    devices_added: 0,
    devices_updated: 0,
    devices_unchanged: 0,
  });
  expect((await registry.store.recentAudit(1))[0]).toMatchObject({ subject: 'N1-A', reason: 'survey' });
});

test('names every bad row by file and line and writes nothing', async () => {
  await using registry = await openImport();
  const devices = lines(
    `${DEVICE_HEADER},status,last_seen,metadata,floor`,
    `${deviceLine(1)},online,,,`,
    `${deviceLine(2)},updating,,,`,
    `${deviceLine(3)},asleep,2026-02-30,{,`,
    `${deviceLine(4)},online,2026-06-02,"[1]",x`,
    `${deviceLine(1).replace('-01', '-05')},online,,,`,
    deviceLine(6),
    `${deviceLine(7, 'N3-3C')},online,,,4`,
    `DEV-8,,CO2 Sensor,N1-A,nothing,,B,Acme,C-1,online,,,`,
  );
  const zones = `${ZONES_CSV}N1-A,Zone A again,NORTH,one,0\n`;
  expect(await registry.import({ zones, devices })).toEqual({
    code: 1,
    printed: [
      'zones.csv:4: floor is no whole number',
      'zones.csv:4: area_sqm is not above 0',
      'zones.csv:4: zone_id repeats N1-A, first on line 3',
      'devices.csv:3: status is updating, which only a firmware job sets',
      'devices.csv:4: last_seen "2026-02-30" is not a time.',
      'devices.csv:4: metadata is no JSON object such as {"serial": "A1"}',
      'devices.csv:4: status is none of online, offline, degraded, updating, error, decommissioned',
      'devices.csv:5: last_seen is 2026-06-02T00:00:00+02:00, which is in the future',
      'devices.csv:5: floor is no whole number',
      'devices.csv:5: metadata is no JSON object',
      'devices.csv:6: device_id repeats DEV-1, first on line 2',
      'devices.csv:7: has 9 cell(s), the header 13',
      'devices.csv:8: zone_id N3-3C is no zone; nearest: N3-3B',
      'devices.csv:9: name is missing',
      'devices.csv:9: device_type is no device type: lower-case letters, digits and _, such as co2_sensor',
      'devices.csv:9: mac_address is no MAC address such as 00:1B:44:11:3A:B7',
      'devices.csv:9: firmware_version is missing',
      'Nothing was imported: 17 faults in 8 rows.',
    ],
  });
  expect(await registry.store.info()).toEqual({ devices: 0, zones: 0, buildings: 0 });
});

test('an address that another registered device has is a fault of its row', async () => {
  await using registry = await openImport();
  await registry.import({ zones: ZONES_CSV, devices: lines(DEVICE_HEADER, deviceLine(1)) });
  const { code, printed } = await registry.import({
    devices: lines(DEVICE_HEADER, deviceLine(2), deviceLine(3).replace('-03', '-01')),
  });
  expect(code).toBe(1);
  expect(printed[0]).toBe('devices.csv:3: mac_address 02:00:00:00:00:01 belongs to DEV-1');
  expect((await registry.store.info()).devices).toBe(1);
});

test('prints a hundred faults, counts the rest, and gives them as JSON if asked', async () => {
  await using registry = await openImport();
  const zones = lines(
    'zone_id,name,building,floor,area_sqm',
    ...Array.from({ length: 150 }, (_, i) => `Z${i},Z,B,0,0`),
  );
  const { printed } = await registry.import({ zones });
  expect(printed).toHaveLength(102);
  expect(printed.slice(-2)).toEqual(['… and 50 more', 'Nothing was imported: 150 faults in 150 rows.']);
  const { code, printed: json } = await registry.import({ zones }, { json: true });
  expect(code).toBe(1);
  expect(JSON.parse(json.join(''))).toMatchObject({
    imported: false,
    fault_count: 150,
    bad_row_count: 150,
    faults: expect.arrayContaining([
      { file: 'zones.csv', line: 2, field: 'area_sqm', message: 'is not above 0' },
    ]) as unknown[],
  });
});

test.each([
  { files: {}, says: 'There is nothing to import.' },
  { files: { zones: '/no/such/file.csv' }, says: 'does not exist' },
  { files: { devices: '/' }, says: 'cannot be read' },
])('refuses $files', async ({ files, says }) => {
  await using registry = await openImport();
  await expect(registry.import({}, files)).rejects.toThrow(says);
});

test('writes nothing into a read-only registry', async () => {
  await using registry = await openImport({ readOnly: true });
  await expect(registry.import({ zones: ZONES_CSV })).rejects.toSatisfy(
    (error) => NexusError.is(error) && error.code === 'permission_denied',
  );
});

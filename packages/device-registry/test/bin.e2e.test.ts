import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerBin, testServerBin } from '@nexus/server-kit/testing';
import { describe, expect, test } from 'vitest';
import { server } from '../src/server.ts';
import { temporaryFolder } from './building.ts';

const bin = new ServerBin(new URL('..', import.meta.url));

const ZONES_CSV = 'zone_id,name,building,floor,area_sqm\nN1-A,Zone A,NORTH,1,120\n';
const DEVICES_CSV =
  'device_id,name,device_type,zone_id,mac_address,firmware_version,hardware_revision,manufacturer,model_number\n' +
  'DEV-1,Meter A,smart_meter,N1-A,02:00:00:00:00:01,2.4.0,B,Acme,M-1\n';

testServerBin(server, { bin, database: 'NEXUS_DEVICE_DB_PATH' });

describe.skipIf(!bin.isBuilt)('the command import', () => {
  test('stores what the tools then find', async () => {
    using folder = temporaryFolder();
    const zones = join(folder.path, 'zones.csv');
    const devices = join(folder.path, 'devices.csv');
    writeFileSync(zones, ZONES_CSV);
    writeFileSync(devices, DEVICES_CSV);
    expect(await bin.run(['import', '--zones', zones, '--devices', devices], { folder: folder.path })).toEqual({
      code: 0,
      stdout: 'Zones: 1 added, 0 updated, 0 unchanged. Devices: 1 added, 0 updated, 0 unchanged\n',
      stderr: '',
    });
    using session = await bin.connect({ folder: folder.path });
    const call = { name: 'list_devices', arguments: { zone_id: 'zone a' } };
    expect(await session.ask('tools/call', call)).toMatchObject({ structuredContent: { total: 1 } });
    expect(await session.end()).toMatchObject({ code: 0 });
  });

  test('exits 1 for a bad row and says which', async () => {
    using folder = temporaryFolder();
    const devices = join(folder.path, 'devices.csv');
    writeFileSync(devices, DEVICES_CSV);
    const { code, stdout } = await bin.run(['import', '--devices', devices], { folder: folder.path });
    expect(stdout).toBe('devices.csv:2: zone_id N1-A is no zone\nNothing was imported: 1 fault in 1 row.\n');
    expect(code).toBe(1);
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerBin, testServerBin } from '@nexus/server-kit/testing';
import { describe, expect, test } from 'vitest';
import { server } from '../src/server.ts';
import { openBuilding } from './building.ts';

const bin = new ServerBin(new URL('..', import.meta.url));

const CSV = `device_id,metric,timestamp,value,unit
OFFICE-1,temperature,2013-12-01 00:00:00,68,F
OFFICE-1,temperature,2013-12-01 01:00:00,77,F
`;

testServerBin(server, { bin, database: 'NEXUS_TELEMETRY_DB_PATH' });

describe.skipIf(!bin.isBuilt)('the command import', () => {
  test('stores what the tools then tell', async () => {
    await using building = await openBuilding();
    const file = join(building.folder, 'readings.csv');
    await writeFile(file, CSV);
    expect(await bin.run(['import', file], building)).toEqual({
      code: 0,
      stdout:
        '2 rows of 1 device(s), from 2013-12-01T00:00:00Z to 2013-12-01T01:00:00Z.\n' +
        '2 values converted from F to °C.\n' +
        'Stored 2 readings.\n',
      stderr: '',
    });
    using session = await bin.connect(building);
    const december = { start: '2013-12-01', end: '2014-01-01' };
    const call = { name: 'get_statistics', arguments: { device_id: 'OFFICE-1', metric: 'temp', ...december } };
    // 68 °F is 20 °C and 77 °F is 25 °C.
    expect(await session.ask('tools/call', call)).toMatchObject({
      structuredContent: { count: 2, mean: 22.5, max: 25 },
    });
    expect(await session.end()).toMatchObject({ code: 0 });
  });

  test('exits 1 for a bad row and says which', async () => {
    await using building = await openBuilding();
    const file = join(building.folder, 'readings.csv');
    await writeFile(file, `${CSV}OFFICE-1,temperature,2013-12-01 02:00:00,warm,F\n`);
    const { code, stdout } = await bin.run(['import', file], building);
    expect(stdout).toContain(`${file}:4: value "warm" is no number\n`);
    expect(code).toBe(1);
  });
});

import { testServerContract, testToolFuzz } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import serverJson from '../server.json' with { type: 'json' };
import { server } from '../src/server.ts';
import { addRegistry, evaluatedOnce, openBuilding, STUFFY } from './building.ts';

async function openFilled() {
  const building = await openBuilding();
  await addRegistry(building);
  await building.ingest(...STUFFY);
  await evaluatedOnce(building);
  // The fuzzed calls see the real now, long after: nobody evaluates any more, and they must not wait for it.
  return { ...building, readOnly: true };
}

test('server.json describes this package and the variables of the server', () => {
  const { name, version, packages } = serverJson;
  expect({ name, version }).toEqual({ name: packageJson.mcpName, version: packageJson.version });
  expect(packages).toEqual([
    expect.objectContaining({ identifier: packageJson.name, version: packageJson.version }) as object,
  ]);
  const described = packages[0]?.environmentVariables.map((variable) => variable.name);
  expect(described).toEqual(expect.arrayContaining(Object.keys(server.config.shape)));
});

testServerContract(server, { packageRoot: new URL('..', import.meta.url), open: openBuilding });
testToolFuzz(server, openFilled, {
  values: {
    alert_id: ['ALERT-1'],
    rule_id: ['co2-high', 'CO₂ high'],
    device_id: ['CO2-1', 'CO2 sensor 3B'],
    device_type: ['co2_sensor'],
    zone_id: ['N-3B', 'Conference Room 3B'],
    building: ['NORTH', 'south'],
    metric: ['co2', 'temperature'],
    active_hours: ['Mon-Fri 08:00-18:00'],
    start: ['-24h', '2026-06-01'],
    end: ['2026-06-02'],
  },
});

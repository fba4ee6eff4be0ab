import { testServerContract, testToolFuzz } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import serverJson from '../server.json' with { type: 'json' };
import { server } from '../src/server.ts';
import { addRegistry, course, DAY_MS, HOUR_MS, openBuilding } from './building.ts';

/** Three days of hourly readings up to the real now, which the fuzzed calls see. */
async function openFilled() {
  const building = await openBuilding();
  await addRegistry(building);
  const start_ms = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 3 * DAY_MS;
  const hours = Array.from({ length: 3 * 24 }, (_, hour) => hour);
  await building.telemetry.ingest(course('METER-1', 'energy_kwh', start_ms, HOUR_MS, hours));
  await building.telemetry.ingest(
    course(
      'CO2-1',
      'co2_ppm',
      start_ms,
      HOUR_MS,
      hours.map((hour) => 400 + (hour % 24) * 20),
    ),
  );
  return building;
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
    device_id: ['METER-1', 'CO2-1', 'CO2 sensor 3B'],
    device_ids: [['METER-1', 'CO2-1']],
    zone_id: ['N-3B', 'Conference Room 3B'],
    zone_ids: [['N-LOBBY']],
    building: ['NORTH', 'south'],
    metric: ['co2', 'energy_kwh'],
    metrics: [['co2']],
    start: ['-24h', 'last_week', '2026-01-01'],
    end: ['now'],
  },
});

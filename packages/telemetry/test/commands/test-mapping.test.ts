import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@nexus/server-kit';
import { expect, test } from 'vitest';
import { testMappingCommand } from '../../src/commands/test-mapping.ts';
import { type Building, openBuilding, time } from '../building.ts';

const MAPPING = `
mappings:
  - topic: site/{building}/{device_id}
    fields:
      - { path: temp, metric: temperature, unit: °F }
      - { path: hum, metric: humidity, unit: kWh }
      - { path: lux, metric: illuminance }
`;

async function run(building: Building, topic: string, payload: string, options: Record<string, boolean> = {}) {
  const path = join(building.folder, 'mapping.yaml');
  await writeFile(path, MAPPING);
  const printed: string[] = [];
  const exitCode = await testMappingCommand.run(
    { options: { topic, payload, ...options }, positionals: [path] },
    {
      deps: building,
      log: silentLogger,
      time,
      signal: new AbortController().signal,
      print: (line) => void printed.push(line),
      status() {},
    },
  );
  return { exitCode, printed: printed.join('\n') };
}

test('shows what would be stored, in the units of the store, and what not and why', async () => {
  await using building = await openBuilding();
  const { exitCode, printed } = await run(building, 'site/north/D7', '{"temp":68,"hum":40}');
  expect(printed.split('\n')).toEqual([
    'Rule 1 takes the topic.',
    '  D7 temperature = 20 °C (good) at 2026-06-01T14:00:00+02:00', // (68 − 32) × 5/9
    expect.stringContaining('Rejected: "kWh" is not a unit of humidity.') as string,
    'The payload has no lux.',
  ]);
  expect(exitCode).toBe(1);
  expect(await building.telemetry.info()).toEqual({ readings: 0, series: 0 });
});

test('answers as JSON, takes the payload from a file, and is content when all is well', async () => {
  await using building = await openBuilding();
  const file = join(building.folder, 'payload.json');
  await writeFile(file, '{"temp":68}');
  const { exitCode, printed } = await run(building, 'site/north/D7', `@${file}`, { json: true });
  expect(JSON.parse(printed)).toEqual({
    rule: 1,
    topic: 'site/north/D7',
    readings: [
      {
        device_id: 'D7',
        metric: 'temperature',
        value: 20,
        unit: '°C',
        quality: 'good',
        timestamp: '2026-06-01T14:00:00+02:00',
      },
    ],
    rejections: [],
    absent: ['hum', 'lux'],
  });
  expect(exitCode).toBe(0);
});

test('says when no rule takes the topic, and when the payload is no JSON', async () => {
  await using building = await openBuilding();
  expect(await run(building, 'office/D7', '{}')).toEqual({
    exitCode: 1,
    printed: 'No rule takes the topic office/D7.',
  });
  expect((await run(building, 'site/north/D7', 'warm')).printed).toContain('the payload is not valid JSON: warm');
});

test('says what is wrong with its own arguments', async () => {
  await using building = await openBuilding();
  await expect(run(building, 'a', '@nowhere.json')).rejects.toMatchObject({ code: 'not_found' });
  const options = { topic: 'a' };
  const attempt = async () =>
    testMappingCommand.run(
      { options, positionals: ['mapping.yaml'] },
      { deps: building, log: silentLogger, time, signal: new AbortController().signal, print() {}, status() {} },
    );
  await expect(attempt()).rejects.toMatchObject({ code: 'invalid_argument' });
});

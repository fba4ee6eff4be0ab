import { silentLogger } from '@nexus/server-kit';
import { expect, test } from 'vitest';
import { chartCommand } from '../../src/commands/chart.ts';
import {
  addRegistry,
  type Building,
  course,
  HOUR_MS,
  MINUTE_MS,
  NOW_MS,
  openBuilding,
  reading,
  time,
} from '../building.ts';

async function chart(
  building: Building,
  positionals: string[],
  options: Record<string, string | boolean> = {},
): Promise<string> {
  const printed: string[] = [];
  const exitCode = await chartCommand.run(
    { options: { ascii: true, width: '60', height: '6', ...options }, positionals },
    {
      deps: building,
      log: silentLogger,
      time,
      signal: new AbortController().signal,
      status: () => {},
      print: (line) => void printed.push(line),
    },
  );
  expect(exitCode).toBe(0);
  return printed.join('\n');
}

/** Six hours of 20 °C, three of nothing, three of 24 °C, up to now (14:00 in Vienna); one reading is bad. */
async function fill(building: Building): Promise<void> {
  await building.telemetry.ingest([
    ...course(
      'CO2-1',
      'temperature',
      NOW_MS - 12 * HOUR_MS,
      30 * MINUTE_MS,
      Array.from({ length: 12 }, () => 20),
    ),
    ...course(
      'CO2-1',
      'temperature',
      NOW_MS - 3 * HOUR_MS,
      30 * MINUTE_MS,
      Array.from({ length: 6 }, () => 24),
    ),
    reading('CO2-1', 'temperature', NOW_MS - 15 * MINUTE_MS, 99, 'bad'),
  ]);
}

test('draws a series by names, with a gap, and says its unit, window, figures and what it left out', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await fill(building);
  expect(await chart(building, ['co2 sensor 3b', 'temp'], { start: '-12h' })).toBe(
    `CO2 sensor 3B (CO2-1)
temperature in degC, 2026-06-01 02:00 to 2026-06-01 14:00

  ^
25+
  |                                         **************
  |
  |
  |
20+****************************
  +----+-------------+-------------+------------+--------->
   03:00         06:00         09:00        12:00
* mean, | min to max of about 13 min; times of Europe/Vienna

min 20 degC   mean 21.3333 degC   max 24 degC
18 good readings, 79.2 % covered; left out: 1 bad`,
  );
});

test('--json prints what would be drawn', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS - HOUR_MS, 40)]);
  expect(JSON.parse(await chart(building, ['A', 'humidity'], { json: true, start: '-2h' }))).toEqual({
    name: 'A',
    metric: 'humidity',
    unit: '%',
    window: { start: '2026-06-01T12:00:00+02:00', end: '2026-06-01T14:00:00+02:00' },
    summary: { count: 1, min: 40, mean: 40, max: 40, coverage_pct: 100, left_out: {} },
    points: [{ t: '2026-06-01T13:00:00+02:00', v: 40 }],
  });
});

test.each([
  [['A'], {}, 'Name a device and a metric.'],
  [['A', 'humidity', 'temperature'], {}, 'Name a device and a metric.'],
  [['A', 'humidity'], { width: '3' }, '--width must be a whole number from 40 to 400.'],
  [['A', 'humidity'], { height: 'tall' }, '--height must be a whole number from 4 to 100.'],
  [['B', 'humidity'], {}, 'There are no readings of a device "B".'],
])('%j %j is refused', async (positionals, options, message) => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS, 40)]);
  await expect(chart(building, positionals, options)).rejects.toThrow(message);
});

import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { course, DAY_MS, HOUR_MS, NOW_MS, openBuilding, reading, time } from '../building.ts';

test('gives the readings of the last week, newest included', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([
    reading('A', 'humidity', NOW_MS - 8 * DAY_MS, 1),
    reading('A', 'humidity', NOW_MS - DAY_MS, 40.125, 'uncertain'),
    { ...reading('A', 'humidity', NOW_MS - HOUR_MS, 0), value: null, quality: 'missing' },
    reading('A', 'humidity', NOW_MS, 42),
  ]);
  await using host = await connect(server, building, { time });
  const { contents } = await host.client.readResource({ uri: 'telemetry://A/humidity.csv' });
  expect(contents).toEqual([
    {
      uri: 'telemetry://A/humidity.csv',
      mimeType: 'text/csv',
      text: [
        'timestamp,value,unit,quality',
        '2026-05-31T14:00:00+02:00,40.125,%,uncertain',
        '2026-06-01T13:00:00+02:00,,%,missing',
        '2026-06-01T14:00:00+02:00,42,%,good',
        '',
      ].join('\r\n'),
    },
  ]);
});

test('keeps the newest 20,000 of more', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest(
    course(
      'A',
      'humidity',
      NOW_MS - 20_999_000,
      1000,
      Array.from({ length: 21_000 }, () => 40),
    ),
  );
  await using host = await connect(server, building, { time });
  const { contents } = await host.client.readResource({ uri: 'telemetry://A/humidity.csv' });
  const lines = contents[0] && 'text' in contents[0] ? contents[0].text.trimEnd().split('\r\n') : [];
  expect(lines).toHaveLength(20_001);
  expect(lines.at(-1)).toMatch(/^2026-06-01T14:00:00\+02:00,/);
});

test('completes the metrics of the device', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS, 1), reading('B', 'co2_ppm', NOW_MS, 1)]);
  await using host = await connect(server, building, { time });
  const { completion } = await host.client.complete({
    ref: { type: 'ref/resource', uri: 'telemetry://{device_id}/{metric}.csv' },
    argument: { name: 'metric', value: '' },
    context: { arguments: { device_id: 'A' } },
  });
  expect(completion.values).toEqual(['humidity']);
});

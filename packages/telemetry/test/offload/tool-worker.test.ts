import { join } from 'node:path';
import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { ToolWorker } from '../../src/offload/tool-worker.ts';
import { server } from '../../src/server.ts';
import { addRegistry, type Building, course, DAY_MS, NOW_MS, openBuilding, time } from '../building.ts';

const MINUTES = 30 * 24 * 60;

/** A month of minutes, 0 to 99 again and again, which no question of a month is answered in place for. */
async function monthOfReadings() {
  const building = await openBuilding();
  const values = Array.from({ length: MINUTES }, (_, i) => i % 100);
  await building.telemetry.ingest(course('CO2-1', 'co2_ppm', NOW_MS - 30 * DAY_MS, 60_000, values));
  await addRegistry(building);
  return building;
}

function withWorker(building: Building) {
  const worker = new ToolWorker({
    telemetryPath: join(building.folder, 'telemetry.db'),
    registryPath: join(building.folder, 'device_registry.db'),
  });
  return { ...building, worker };
}

test('a long question is answered by the worker as it would be in place', async () => {
  await using building = await monthOfReadings();
  const deps = withWorker(building);
  await using _ = deps.worker;
  const asked = { device_id: 'CO2 sensor 3B', metric: 'co2', start: '-30d' };
  await using inPlace = await connect(server, building, { time });
  await using offloaded = await connect(server, deps, { time });
  for (const name of ['get_statistics', 'get_time_series', 'detect_anomalies']) {
    const expected = await inPlace.call(name, asked);
    expect(expected.isError).toBeFalsy();
    expect(await offloaded.call(name, asked)).toEqual(expected);
  }
  // Each value from 0 to 99 comes equally often: (0 + 99) / 2.
  expect((await offloaded.call('get_statistics', asked)).structuredContent).toMatchObject({
    count: MINUTES,
    mean: 49.5,
  });
});

test('the worker sees what was stored after it had started, and faults arrive with their hints', async () => {
  await using building = await monthOfReadings();
  const deps = withWorker(building);
  await using _ = deps.worker;
  await using client = await connect(server, deps, { time });
  const asked = { device_id: 'CO2-1', metric: 'co2', start: '-30d' };
  const first = await client.call('get_statistics', asked);
  await building.telemetry.ingest(course('CO2-1', 'co2_ppm', NOW_MS - 30_000, 60_000, [5_000]));
  const second = await client.call('get_statistics', asked);
  expect([first, second].map(({ structuredContent }) => structuredContent?.['max'])).toEqual([99, 5_000]);
  const failed = await client.call('get_statistics', { ...asked, metric: 'humidity' });
  expect(failed).toMatchObject({ isError: true, _meta: { 'nexus/code': 'not_found' } });
});

test('a question that is cancelled ends at once, and the next is answered', async () => {
  await using building = await monthOfReadings();
  const deps = withWorker(building);
  await using _ = deps.worker;
  const abort = new AbortController();
  const input = { device_id: 'CO2-1', metric: 'co2', start: '-30d' };
  const context = { deps, time, signal: abort.signal, progress: async () => {} };
  const call = deps.worker.call('get_statistics', input, context as never);
  abort.abort(new Error('never mind'));
  await expect(call).rejects.toThrow('never mind');
  const calm = { ...context, signal: new AbortController().signal };
  expect(await deps.worker.call('get_statistics', input, calm as never)).toMatchObject({ count: MINUTES });
});

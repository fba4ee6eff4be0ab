import { join } from 'node:path';
import { NexusError } from '@nexus/models';
import { expect, test } from 'vitest';
import { dropOldDays, type Retaining } from '../../src/store/drop-old-days.ts';
import { openTelemetryStore } from '../../src/store/index.ts';
import { course, DAY_MS, NOW_MS, openBuilding } from '../building.ts';

test('keeps the days that it is told to, in whole UTC days, and goes on after a failure', async () => {
  await using building = await openBuilding();
  const telemetryPath = join(building.folder, 'kept.db');
  await using telemetry = await openTelemetryStore(telemetryPath, { sealAfterReadings: 1 });
  // One reading a day at noon UTC, for ten days up to now.
  await telemetry.ingest(course('A', 'temperature', NOW_MS - 9 * DAY_MS, DAY_MS, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  const stop = new AbortController();
  const errors: unknown[] = [];
  let dropped = 0;
  const failing = { dropBefore: () => Promise.reject(new NexusError('unavailable', 'full')) };
  const retaining: Retaining = {
    telemetry: failing,
    telemetryPath,
    days: 3,
    nowMs: () => NOW_MS,
    signal: stop.signal,
    first_after_ms: 0,
    onDropped: (readings) => {
      dropped += readings;
      stop.abort();
    },
    onError: (error) => {
      errors.push(error);
      stop.abort();
    },
  };
  await dropOldDays(retaining);
  expect(errors).toMatchObject([{ message: 'full' }]);
  const again = new AbortController();
  await dropOldDays({
    ...retaining,
    telemetry,
    signal: again.signal,
    onDropped: (readings) => {
      dropped = readings;
      again.abort();
    },
  });
  // Three days before noon of 1 June is noon of 29 May: that day is kept whole, the six before it go.
  expect(dropped).toBe(6);
  expect(await telemetry.series({})).toMatchObject([{ count: 4, first_ms: NOW_MS - 3 * DAY_MS }]);
});

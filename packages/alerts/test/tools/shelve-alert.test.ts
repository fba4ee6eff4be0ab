import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { course, evaluatedOnce, MINUTE_MS, NOW_MS, openBuilding, STUFFY, repeated } from '../building.ts';

const HOUR = { alert_id: 'ALERT-1', minutes: 60, reason: 'fan is being repaired' };

test('takes an alert off the list until the time is over', async () => {
  await using building = await openBuilding();
  await building.ingest(...STUFFY);
  await evaluatedOnce(building);
  await using host = await connect(server, building, { time: building.time });
  expect(await host.value('shelve_alert', HOUR)).toMatchObject({
    state: 'shelved',
    shelved_until: '2026-06-01T15:00:00+02:00',
    shelved_by: 'test 1.0.0',
    shelved_reason: 'fan is being repaired',
  });
  expect(await host.value('list_active_alerts')).toMatchObject({ alerts: [], shelved: 1 });
  expect(await host.value('list_active_alerts', { include_shelved: true })).toMatchObject({ total: 1 });
  building.clock.now_ms += 60 * MINUTE_MS;
  const reading = { ...building, readOnly: true }; // nobody evaluates at that time
  await using later = await connect(server, reading, { time: building.time });
  expect(await later.value('list_active_alerts')).toMatchObject({ alerts: [{ state: 'active' }] });
});

test('what has cleared is not shelved', async () => {
  await using building = await openBuilding();
  await building.ingest(...course('CO2-1', 'co2_ppm', NOW_MS, [...repeated(12, 1300), 500]));
  await evaluatedOnce(building);
  await using host = await connect(server, building, { time: building.time });
  expect((await host.failure('shelve_alert', HOUR)).code).toBe('conflict');
});

test.each([
  [{ ...HOUR, reason: ' ' }, 'invalid_argument'],
  [{ ...HOUR, minutes: 0 }, 'invalid_argument'],
  [{ alert_id: 'ALERT-1', reason: 'for good' }, 'invalid_argument'],
  [{ ...HOUR, alert_id: 'ALERT-2' }, 'not_found'],
])('refuses %j', async (given, code) => {
  await using building = await openBuilding();
  await building.ingest(...STUFFY);
  await evaluatedOnce(building);
  await using host = await connect(server, building, { time: building.time });
  expect((await host.failure('shelve_alert', given)).code).toBe(code);
});

import { expect, test } from 'vitest';
import type { Channel } from '../../src/notify/channel.ts';
import {
  addRegistry,
  course,
  evaluatedOnce,
  HOUR_MS,
  MINUTE_MS,
  NOW_MS,
  openBuilding,
  reading,
  repeated,
  STUFFY,
  until,
} from '../building.ts';

type Building = Awaited<ReturnType<typeof openBuilding>>;

const POLICY = [
  {
    name: 'p',
    severities: ['info' as const, 'warning' as const, 'critical' as const],
    steps: [
      { after_minutes: 0, notify: ['desk'] },
      { after_minutes: 10, notify: ['desk'] },
    ],
  },
];

async function alertsOf({ alerts }: Building) {
  const all = await alerts.history({ start_ms: 0, end_ms: NOW_MS * 2 }, { limit: 100, offset: 0 });
  return all.alerts.map(({ rule_id, triggered_ms, cleared_ms }) => ({ rule_id, triggered_ms, cleared_ms }));
}

/** Until the evaluator has looked at the clock as it is now. */
async function looked({ alerts, clock }: Building): Promise<void> {
  await until(async () => ((await alerts.evaluatedMs()) === clock.now_ms ? true : undefined));
}

test('devices that could not be heard while the machine slept are not said to be silent', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.ingest(...course('TEMP-1', 'temperature', NOW_MS, repeated(60, 21)));
  await using _evaluating = building.evaluating();
  await until(() => building.alerts.evaluatedMs());
  building.clock.now_ms += 3 * HOUR_MS;
  await looked(building);
  expect(await alertsOf(building)).toEqual([]);
  // It has not come back an hour later, although the others have: now that is known.
  for (let minute = 0; minute <= 60; minute += 1) {
    building.clock.now_ms += MINUTE_MS;
    await building.ingest(reading('CO2-1', 'co2_ppm', building.clock.now_ms - 5000, 500));
    if (minute % 20 === 0) await looked(building);
  }
  await until(async () => ((await alertsOf(building)).length > 0 ? true : undefined));
  expect(await alertsOf(building)).toMatchObject([{ rule_id: 'device-offline' }]);
});

test('a device that fell silent while only the evaluator was away is said to be silent', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.ingest(...course('TEMP-1', 'temperature', NOW_MS, repeated(60, 21)));
  await evaluatedOnce(building);
  building.clock.now_ms += 3 * HOUR_MS;
  await building.ingest(...course('CO2-1', 'co2_ppm', building.clock.now_ms, repeated(180, 500)));
  await using _evaluating = building.evaluating();
  await until(async () => ((await alertsOf(building)).length > 0 ? true : undefined));
  expect(await alertsOf(building)).toMatchObject([{ rule_id: 'device-offline' }]);
});

test('a clock that is set back by hours holds up neither alerts nor escalations', async () => {
  await using building = await openBuilding();
  await building.ingest(...STUFFY.slice(0, 20));
  await evaluatedOnce(building);
  building.clock.now_ms += 5 * HOUR_MS; // wrong
  const told: string[] = [];
  const channel: Channel = {
    name: 'desk',
    async send({ kind, alert }) {
      if (alert.rule_id === 'co2-high') told.push(kind);
    },
  };
  await using _evaluating = building.evaluating({ channels: [channel], policies: POLICY });
  await building.ingest(...course('CO2-1', 'co2_ppm', building.clock.now_ms, repeated(15, 1300)));
  await until(async () => (told.length > 0 ? true : undefined));
  building.clock.now_ms = NOW_MS;
  await looked(building);
  building.clock.now_ms += 10 * MINUTE_MS;
  await until(async () => (told.length > 1 ? true : undefined));
  expect(told).toEqual(['triggered', 'escalated']);
  await building.ingest(reading('CO2-1', 'co2_ppm', building.clock.now_ms - 2000, 500));
  await until(async () => (told.length > 2 ? true : undefined));
  expect(told).toEqual(['triggered', 'escalated', 'cleared']);
});

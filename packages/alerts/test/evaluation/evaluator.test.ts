import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Channel } from '../../src/notify/channel.ts';
import { UndeliverableError } from '../../src/notify/channel.ts';
import {
  addRegistry,
  type Building,
  course,
  evaluatedOnce,
  MINUTE_MS,
  NOW_MS,
  openBuilding,
  reading,
  STUFFY,
  until,
  repeated,
} from '../building.ts';

interface Told {
  readonly type: string;
  readonly escalation_level: number;
  readonly delayed_seconds?: number;
  readonly alert: { readonly alert_id: string };
}

/** Keeps what it is given; fails as often as it is told to. */
function recorder(name = 'desk', failures: readonly Error[] = []) {
  const told: Told[] = [];
  const keys: string[] = [];
  const left = [...failures];
  const channel: Channel = {
    name,
    async send({ key }, body) {
      keys.push(key);
      const failure = left.shift();
      if (failure) throw failure;
      told.push(JSON.parse(body) as Told);
    },
  };
  return { channel, told, keys, types: () => told.map(({ type }) => type) };
}

const TWO_STEPS = [
  {
    name: 'p',
    severities: ['info' as const, 'warning' as const, 'critical' as const],
    steps: [
      { after_minutes: 0, notify: ['desk'] },
      { after_minutes: 10, notify: ['boss'] },
      { after_minutes: 20, notify: ['boss'] },
    ],
  },
];

/** All that is known so far is evaluated, and nothing is wrong yet. */
async function openQuiet(): Promise<Building> {
  const building = await openBuilding();
  await building.ingest(...STUFFY.slice(0, 20));
  await evaluatedOnce(building);
  return building;
}

function alertsOf(building: Building) {
  return building.alerts.history({ start_ms: 0, end_ms: NOW_MS * 2 }, { limit: 100, offset: 0 });
}

test('an alert is told when it is raised and when it clears, and escalates until somebody acknowledges it', async () => {
  await using building = await openQuiet();
  const desk = recorder();
  const boss = recorder('boss');
  await using _evaluating = building.evaluating({ channels: [desk.channel, boss.channel], policies: TWO_STEPS });
  await building.ingest(...STUFFY.slice(20));
  await until(async () => (desk.told.length > 0 ? true : undefined));
  expect(desk.told).toMatchObject([{ type: 'alert.triggered', escalation_level: 0, alert: { alert_id: 'ALERT-1' } }]);
  building.clock.now_ms += 10 * MINUTE_MS;
  await until(async () => (boss.told.length > 0 ? true : undefined));
  expect(boss.told).toMatchObject([{ type: 'alert.escalated', escalation_level: 1, alert: { escalation_level: 1 } }]);
  await building.alerts.acknowledge(1, 'Ada', undefined, { actor: 'test', at_ms: building.clock.now_ms });
  building.clock.now_ms += 15 * MINUTE_MS;
  await building.ingest(reading('CO2-1', 'co2_ppm', building.clock.now_ms - 2000, 500));
  await until(async () => (desk.told.length > 1 ? true : undefined));
  expect(desk.types()).toEqual(['alert.triggered', 'alert.cleared']);
  // Who was told of it hears that it is over; the second escalation never came.
  await until(async () => (boss.told.length > 1 ? true : undefined));
  expect(boss.types()).toEqual(['alert.escalated', 'alert.cleared']);
});

test('after an outage only the last escalation that is due is told, with how late it is', async () => {
  await using building = await openQuiet();
  const desk = recorder();
  const boss = recorder('boss');
  const told = { channels: [desk.channel, boss.channel], policies: TWO_STEPS };
  {
    await using _evaluating = building.evaluating(told);
    await building.ingest(...STUFFY.slice(20));
    await until(async () => (desk.told.length > 0 ? true : undefined));
  }
  building.clock.now_ms += 21 * MINUTE_MS;
  await using _evaluating = building.evaluating(told);
  await until(async () => (boss.told.length > 0 ? true : undefined));
  await sleep(400);
  expect(boss.told).toMatchObject([{ type: 'alert.escalated', escalation_level: 2, delayed_seconds: 60 }]);
});

test('a shelved alert says nothing', async () => {
  await using building = await openQuiet();
  const desk = recorder();
  const boss = recorder('boss');
  await using _evaluating = building.evaluating({ channels: [desk.channel, boss.channel], policies: TWO_STEPS });
  await building.ingest(...STUFFY.slice(20));
  await until(async () => (desk.told.length > 0 ? true : undefined));
  await building.alerts.shelve(1, NOW_MS + 60 * MINUTE_MS, { actor: 'test', at_ms: NOW_MS, reason: 'repair' });
  building.clock.now_ms += 25 * MINUTE_MS;
  await building.ingest(reading('CO2-1', 'co2_ppm', building.clock.now_ms - 2000, 500));
  await until(async () => ((await alertsOf(building)).alerts[0]?.cleared_ms === undefined ? undefined : true));
  await sleep(400);
  expect([desk.types(), boss.types()]).toEqual([['alert.triggered'], []]);
});

test('what a receiver did not take is sent again under the same key, and what follows waits for it', async () => {
  await using building = await openQuiet();
  const desk = recorder('desk', [new Error('away'), new Error('away')]);
  await using _evaluating = building.evaluating({ channels: [desk.channel] });
  await building.ingest(...STUFFY.slice(20), reading('CO2-1', 'co2_ppm', NOW_MS - 2000, 500));
  await until(async () => (desk.keys.length > 0 ? true : undefined));
  for (let i = 0; i < 4; i += 1) {
    building.clock.now_ms += 10_000;
    await sleep(400);
  }
  expect(desk.types()).toEqual(['alert.triggered', 'alert.cleared']);
  expect(desk.keys).toHaveLength(4);
  expect(new Set(desk.keys.slice(0, 3)).size).toBe(1);
});

test('what a receiver refuses for good is given up', async () => {
  await using building = await openQuiet();
  const desk = recorder('desk', [new UndeliverableError('gone')]);
  await using _evaluating = building.evaluating({ channels: [desk.channel] });
  await building.ingest(...STUFFY.slice(20));
  await until(async () => (desk.keys.length > 0 ? true : undefined));
  building.clock.now_ms += MINUTE_MS;
  await sleep(600);
  expect(desk.keys).toHaveLength(1);
  expect(desk.told).toEqual([]);
});

test('of what was wrong before there was an alert server nobody is told, but it is listed', async () => {
  await using building = await openBuilding();
  await building.ingest(...STUFFY);
  const desk = recorder();
  await using _evaluating = building.evaluating({ channels: [desk.channel] });
  await until(() => building.alerts.evaluatedMs());
  await sleep(400);
  expect(desk.told).toEqual([]);
  expect(await alertsOf(building)).toMatchObject({ total: 1 });
});

test('a restart in the middle of an on-delay goes on with it', async () => {
  await using building = await openQuiet();
  for (const end of [24, 27, 30, 35]) {
    await using _evaluating = building.evaluating();
    const before = await building.alerts.evaluatedMs();
    building.clock.now_ms += 10_001; // then the evaluator says that it is alive
    await building.ingest(...STUFFY.slice(20, end));
    await until(async () => ((await building.alerts.evaluatedMs()) === before ? undefined : true));
    await sleep(400);
  }
  // Too high from 11:45 on; the tenth minute is 11:55.
  expect(await alertsOf(building)).toMatchObject({ total: 1, alerts: [{ triggered_ms: NOW_MS - 5 * MINUTE_MS }] });
});

test('a device that begins to report while nobody evaluates is evaluated afterwards', async () => {
  await using building = await openQuiet();
  const rule = { name: 'Warm', metric: 'temperature', condition: 'gt', threshold: 25, severity: 'info' } as const;
  const given = { ...rule, enabled: true, cooldown_minutes: 0, for_seconds: 0 };
  await building.alerts.createRule(given, { actor: 'test', at_ms: NOW_MS });
  await evaluatedOnce(building);
  await building.ingest(reading('TEMP-9', 'temperature', NOW_MS + 5000, 26));
  building.clock.now_ms += MINUTE_MS;
  await using _evaluating = building.evaluating();
  const alert = await until(async () => (await alertsOf(building)).alerts[0]);
  expect(alert).toMatchObject({ rule_id: 'warm', device_id: 'TEMP-9' });
});

test('two evaluators on one database record each alert once', async () => {
  await using building = await openQuiet();
  const desk = recorder();
  await using _one = building.evaluating({ channels: [desk.channel] });
  await using _other = building.evaluating({ channels: [desk.channel] });
  await building.ingest(...STUFFY.slice(20));
  await until(async () => (desk.told.length > 0 ? true : undefined));
  await sleep(600);
  expect(await alertsOf(building)).toMatchObject({ total: 1 });
  expect(desk.types()).toEqual(['alert.triggered']);
});

test('a gateway with 200 devices that falls silent is one alert with 200 members', async () => {
  await using building = await openBuilding();
  const ids = Array.from({ length: 200 }, (_, i) => `GW-${String(i).padStart(3, '0')}`);
  await addRegistry(
    building,
    ids.map((device_id) => ({
      device_id,
      name: device_id,
      device_type: 'occupancy_sensor',
      zone_id: 'N-3B',
      metadata: { gateway_id: 'GATEWAY-7' },
    })),
  );
  // They report once a minute, each at its own second, up to an hour ago; another device behind no gateway goes on.
  const silent_ms = NOW_MS - 60 * MINUTE_MS;
  await building.ingest(
    ...ids.flatMap((id, i) =>
      course(id, 'occupancy_count', silent_ms + (i % 60) * 1000, [1, 1, 1, 1, 1]).filter(
        ({ timestamp_ms }) => timestamp_ms <= silent_ms,
      ),
    ),
    ...course('CO2-1', 'co2_ppm', NOW_MS, repeated(90, 500)),
  );
  await evaluatedOnce(building);
  const { alerts, total } = await alertsOf(building);
  expect(total).toBe(1);
  expect(alerts).toMatchObject([{ rule_id: 'device-offline', device_id: 'GATEWAY-7', building: 'NORTH' }]);
  expect(alerts[0]?.members).toHaveLength(200);
});

test('a rule that is created is evaluated from then on', async () => {
  await using building = await openQuiet();
  await using _evaluating = building.evaluating();
  const rule = { name: 'Warm', metric: 'temperature', condition: 'gt', threshold: 25, severity: 'info' } as const;
  const given = { ...rule, enabled: true, cooldown_minutes: 0, for_seconds: 0 };
  await building.alerts.createRule(given, { actor: 'test', at_ms: NOW_MS });
  await sleep(600);
  await building.ingest(reading('TEMP-9', 'temperature', NOW_MS - 2000, 26));
  const alert = await until(async () => (await alertsOf(building)).alerts[0]);
  expect(alert).toMatchObject({ rule_id: 'warm', device_id: 'TEMP-9', value: 26, severity: 'info' });
});

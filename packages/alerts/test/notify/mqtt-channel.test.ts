import { connectAsync } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { type Channel, UndeliverableError } from '../../src/notify/channel.ts';
import { mqttChannel } from '../../src/notify/mqtt-channel.ts';
import { topicFault, topicOf } from '../../src/notify/mqtt-topic.ts';
import type { Alert, Notification } from '../../src/store/index.ts';
import { evaluatedOnce, NOW_MS, openBuilding, reading, STUFFY, until } from '../building.ts';
import { embeddedBroker, freePort, hasMosquitto, mosquitto, silentBroker, type TestBroker } from './broker.ts';

// Only what topics ask for.
const ALERT = { alert_id: 7, rule_id: 'co2-high', device_id: 'CO2-1', severity: 'warning' } as Alert;
const NOTIFICATION = { key: '01234567-89ab:7', alert: ALERT } as Notification;
const BODY = '{"id":"01234567-89ab:7","what":"CO₂"}';

interface Heard {
  readonly topic: string;
  readonly body: string;
  readonly qos: number;
  readonly isOld: boolean;
}

/** What a subscriber of everything hears, from now on and of what the broker has kept. */
async function listener({ url }: TestBroker) {
  const client = await connectAsync(url);
  const heard: Heard[] = [];
  client.on('message', (topic, body, { qos, retain }) =>
    heard.push({ topic, body: body.toString(), qos, isOld: retain }),
  );
  await client.subscribeAsync('#', { qos: 1 });
  return { heard, [Symbol.asyncDispose]: () => client.endAsync() };
}

/** A channel, and the end of those who tell by it. */
function channelTo(url: string, given: { retain?: boolean; topic?: string } = {}) {
  const stop = new AbortController();
  const channel = mqttChannel({ broker: { url }, topic: 'alerts/{severity}/{device_id}', retain: false, ...given });
  return { channel, send: () => channel.send(NOTIFICATION, BODY, stop.signal), [Symbol.dispose]: () => stop.abort() };
}

const BROKERS: [string, () => Promise<TestBroker>][] = [['a broker of MQTT 3.1.1', embeddedBroker]];
if (hasMosquitto) BROKERS.push(['mosquitto', () => mosquitto('topic readwrite #\n')]);

describe.each(BROKERS)('with %s', (_, open) => {
  test('a message is there, with QoS 1, when it is said to be', async () => {
    await using broker = await open();
    await using desk = await listener(broker);
    using link = channelTo(broker.url);
    await link.send();
    await until(async () => desk.heard[0]);
    expect(desk.heard).toEqual([{ topic: 'alerts/warning/CO2-1', body: BODY, qos: 1, isOld: false }]);
  });

  test('only with retain is it told to who comes later', async () => {
    await using broker = await open();
    using passing = channelTo(broker.url, { topic: 'passing' });
    await passing.send();
    using kept = channelTo(broker.url, { topic: 'kept', retain: true });
    await kept.send();
    await using desk = await listener(broker);
    await until(async () => desk.heard[0]);
    expect(desk.heard).toEqual([{ topic: 'kept', body: BODY, qos: 1, isOld: true }]);
  });
});

describe.skipIf(!hasMosquitto)('with rights', () => {
  test('what the broker refuses is final, and others still pass', async () => {
    await using broker = await mosquitto('topic write alerts/#\n');
    using link = channelTo(broker.url, { topic: 'elsewhere' });
    await expect(link.send()).rejects.toBeInstanceOf(UndeliverableError);
    using allowed = channelTo(broker.url);
    await allowed.send();
  });
});

test('one connection carries many messages, and goes when another process tells', async () => {
  await using broker = await embeddedBroker();
  {
    using link = channelTo(broker.url);
    await Promise.all([link.send(), link.send(), link.send()]);
    expect(broker.clients()).toEqual(['nexus-alerts-01234567']);
  }
  await until(async () => (broker.clients().length === 0 ? true : undefined));
});

test('a broker that is away is tried again, and found when it is back', async () => {
  const port = await freePort();
  using link = channelTo(`mqtt://127.0.0.1:${port}`);
  await expect(link.send()).rejects.toThrow('ECONNREFUSED');
  {
    await using _broker = await embeddedBroker(port);
    await link.send();
  }
  await expect(link.send()).rejects.not.toBeInstanceOf(UndeliverableError);
  await using broker = await embeddedBroker(port);
  await using desk = await listener(broker);
  await link.send();
  await until(async () => desk.heard[0]);
  expect(desk.heard).toHaveLength(1);
});

test('a broker that says nothing does not hold up the end', async () => {
  await using broker = await silentBroker();
  const link = channelTo(broker.url);
  const sent = link.send();
  link[Symbol.dispose]();
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
});

test('the alerts of a building are told in their order, once the broker is there', async () => {
  await using building = await openBuilding();
  await building.ingest(...STUFFY.slice(0, 20));
  await evaluatedOnce(building);
  const port = await freePort();
  const channel: Channel = mqttChannel({ broker: { url: `mqtt://127.0.0.1:${port}` }, topic: 'a', retain: false });
  await using _evaluating = building.evaluating({ channels: [channel] });
  await building.ingest(...STUFFY.slice(20), reading('CO2-1', 'co2_ppm', NOW_MS - 2000, 500));
  await until(async () => ((await building.alerts.getAlert(1).catch(() => undefined))?.cleared_ms ? true : undefined));
  await using broker = await embeddedBroker(port);
  await using desk = await listener(broker);
  const types = () => desk.heard.map(({ body }) => (JSON.parse(body) as { type: string }).type);
  await until(async () => {
    building.clock.now_ms += 5_000; // the pauses between attempts go by it
    return types().length < 2 ? undefined : true;
  });
  expect(types()).toEqual(['alert.triggered', 'alert.cleared']);
});

describe('topics', () => {
  test('hold what is known of the alert, each within its level', () => {
    const hostile = { ...ALERT, device_id: '$a/+/#\u0000', building: 'NORTH', zone_id: '' } as Alert;
    expect(topicOf('{building}/{zone_id}/{severity}/{rule_id}/{alert_id}/{device_id}', hostile)).toBe(
      'NORTH/_/warning/co2-high/ALERT-7/_a_____',
    );
    expect(topicOf('{building}', ALERT)).toBe('_');
  });

  test.each([
    ['alerts/{building}/{severity}', undefined],
    ['alerts/+', 'must be a topic without wildcards'],
    ['$SYS/alerts', 'must be a topic without wildcards'],
    ['alerts/{floor}', 'has no {floor}; there are {alert_id} {rule_id} {device_id} {zone_id} {building} {severity}'],
    [
      '{constructor}',
      'has no {constructor}; there are {alert_id} {rule_id} {device_id} {zone_id} {building} {severity}',
    ],
  ])('%s', (topic, fault) => {
    expect(topicFault(topic)).toBe(fault);
  });
});

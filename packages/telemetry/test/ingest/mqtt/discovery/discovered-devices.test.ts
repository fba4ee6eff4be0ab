import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../../src/ingest/delivery.ts';
import { configTopicOf } from '../../../../src/ingest/mqtt/discovery/announcement.ts';
import { DiscoveredDevices } from '../../../../src/ingest/mqtt/discovery/discovered-devices.ts';
import { ARRIVAL_MS, aMessage } from '../a-message.ts';
import { ESPHOME, SHELLY, TASMOTA, ZIGBEE2MQTT } from './announced.ts';

function announce(devices: DiscoveredDevices, topic: string, config: unknown): Delivery {
  const where = configTopicOf('homeassistant', topic);
  if (!where) throw new Error(`${topic} is no config topic`);
  return devices.configure(aMessage(topic, config, { isRetained: true }), where);
}

function discovered(...all: Readonly<Record<string, unknown>>[]) {
  const devices = new DiscoveredDevices();
  const deliveries = all.flatMap((configs) =>
    Object.entries(configs).map(([topic, config]) => announce(devices, topic, config)),
  );
  return { devices, deliveries };
}

/** Metric, value and unit of what a message gives. */
function values(devices: DiscoveredDevices, topic: string, payload: unknown, more = {}) {
  const delivery = devices.read(aMessage(topic, payload, more));
  return delivery?.readings.map(({ device_id, metric, value, unit }) => [device_id, metric, value, unit]);
}

describe('zigbee2mqtt', () => {
  const Z2M = 'zigbee2mqtt_0x00158d0001dc1234';
  const topic = 'zigbee2mqtt/Living room sensor';

  test('brings a device with its name, maker, model and firmware', () => {
    const { deliveries } = discovered(ZIGBEE2MQTT);
    expect(deliveries[0]?.devices).toEqual([
      {
        device_id: Z2M,
        name: 'Living room sensor',
        manufacturer: 'Aqara',
        model_number: 'Temperature and humidity sensor (WSDCGQ11LM)',
        firmware_version: '3000-0001',
      },
    ]);
    expect(deliveries[3]?.devices).toEqual([]);
  });

  test('one message gives the readings of all its sensors, what it does not have is left out', () => {
    const { devices } = discovered(ZIGBEE2MQTT);
    expect([...devices.topics].sort()).toEqual([topic, `${topic}/availability`, 'zigbee2mqtt/bridge/state']);
    expect(values(devices, topic, { temperature: 21.26, occupancy: true, linkquality: 105, state: 'ON' })).toEqual([
      [Z2M, 'temperature', 21.26, '°C'],
      [Z2M, 'linkquality', 105, 'lqi'],
      [Z2M, 'occupancy_count', 1, ''],
    ]);
    expect(values(devices, topic, { occupancy: false })).toEqual([[Z2M, 'occupancy_count', 0, '']]);
  });

  test('the time of a reading is last_seen where the message has it', () => {
    const { devices } = discovered(ZIGBEE2MQTT);
    const message = aMessage(topic, { temperature: 20, last_seen: '2026-06-01T11:00:00Z' }, { isRetained: true });
    expect(devices.read(message)).toMatchObject({
      isRetained: true,
      readings: [{ timestamp_ms: Date.parse('2026-06-01T11:00:00Z'), quality: 'good' }],
    });
  });

  test('a device that goes is missing once, and no sign of life', () => {
    const { devices } = discovered(ZIGBEE2MQTT);
    const gone = devices.read(aMessage(`${topic}/availability`, { state: 'offline' }));
    expect(gone).toMatchObject({
      isRetained: true,
      readings: [{ metric: 'temperature', value: null, quality: 'missing', timestamp_ms: ARRIVAL_MS }],
    });
    expect(values(devices, `${topic}/availability`, { state: 'offline' })).toEqual([]);
    expect(values(devices, 'zigbee2mqtt/bridge/state', { state: 'online' })).toEqual([]);
    expect(values(devices, `${topic}/availability`, { state: 'online' })).toEqual([]);
    // All of its topics must say that it is there.
    expect(values(devices, 'zigbee2mqtt/bridge/state', { state: 'offline' })).toEqual([
      [Z2M, 'temperature', null, '°C'],
    ]);
  });
});

test('Tasmota: short names, a base topic, and a device that only one config describes', () => {
  const { devices, deliveries } = discovered(TASMOTA);
  expect(deliveries[0]?.devices).toEqual([{ device_id: '4A5B6C' }]);
  expect(deliveries[2]?.devices).toMatchObject([
    { device_id: '4A5B6C', name: 'Boiler', manufacturer: 'Tasmota', firmware_version: '8.5.1(tasmota)' },
  ]);
  const state = { Time: '2026-06-01T12:00:00', ENERGY: { Total: 12.345, Power: 1510 } };
  expect(values(devices, 'tele/boiler/SENSOR', state)).toEqual([
    ['4A5B6C', 'power_kw', 1510, 'W'],
    ['4A5B6C', 'energy_kwh', 12.345, 'kWh'],
  ]);
  // Its "RSSI" is a percentage, which is no signal strength in dBm.
  expect(values(devices, 'tele/boiler/HASS_STATE', { RSSI: 76 })).toEqual([['4A5B6C', 'rssi_in', 76, '%']]);
  expect(values(devices, 'tele/boiler/LWT', 'Offline')).toHaveLength(2);
});

test('ESPHome: plain states, words for unknown, and a value that expires', () => {
  const { devices } = discovered(ESPHOME);
  const topic = 'office/sensor/office_co2/state';
  expect(values(devices, topic, '612')).toEqual([['84f3eb123456', 'co2_ppm', 612, 'ppm']]);
  expect(values(devices, topic, 'nan')).toEqual([]);
  expect(devices.read(aMessage(topic, 'warm'))?.rejections).toEqual([
    { reason: 'it is no value of co2_ppm of 84f3eb123456', payload: 'warm' },
  ]);
  expect(devices.expired(ARRIVAL_MS + 119_999)).toEqual([]);
  expect(devices.expired(ARRIVAL_MS + 125_000)).toMatchObject([
    { isRetained: true, readings: [{ metric: 'co2_ppm', value: null, timestamp_ms: ARRIVAL_MS + 120_000 }] },
  ]);
  expect(devices.expired(ARRIVAL_MS + 500_000)).toEqual([]);
});

test('Shelly: all components in one message, phases under their own names', () => {
  const { devices, deliveries } = discovered(SHELLY);
  const id = 'shellypro3em-a0dd6c';
  expect(deliveries[0]?.devices).toEqual([
    {
      device_id: id,
      name: 'Meter floor 2',
      manufacturer: 'Shelly',
      model_number: 'Pro 3EM',
      firmware_version: '1.4.4',
    },
  ]);
  expect(values(devices, `${id}/status/em:0`, { a_act_power: 100, b_act_power: -20.5 })).toEqual([
    [id, 'power_kw_a_act_power', 100, 'W'],
    [id, 'power_kw_b_act_power', -20.5, 'W'],
  ]);
  expect(values(devices, `${id}/status/emdata:0`, { total_act: 1234.5 })).toEqual([[id, 'energy_kwh', 1234.5, 'Wh']]);
});

test('an empty config withdraws its sensors and their topics, a changed one replaces them', () => {
  const { devices } = discovered(ESPHOME);
  const [[topic, config] = ['', {}]] = Object.entries(ESPHOME);
  announce(devices, topic, { ...config, stat_t: 'office/co2' });
  expect([...devices.topics].sort()).toEqual(['office/co2', 'office/status']);
  announce(devices, topic, '');
  expect([...devices.topics]).toEqual([]);
  expect(devices.entities).toBe(0);
  expect(devices.read(aMessage('office/co2', '600'))).toBeUndefined();
});

test('a template that is not supported is told once, and the rest of the device is read', () => {
  const devices = new DiscoveredDevices();
  const topic = 'homeassistant/device/d/config';
  const config = {
    dev: { ids: 'D' },
    stat_t: 'd/state',
    cmps: {
      a: { p: 'sensor', dev_cla: 'humidity', val_tpl: '{% if value %}1{% endif %}', uniq_id: 'd-a' },
      b: { p: 'sensor', dev_cla: 'temperature', unit_of_meas: '°F', val_tpl: '{{ value_json.t }}' },
    },
  };
  expect(announce(devices, topic, config).rejections).toEqual([
    {
      reason: 'the template {% if value %}1{% endif %} is not supported: it is more than one {{ … }}',
      payload: 'd-a',
    },
  ]);
  expect(announce(devices, topic, config).rejections).toEqual([]);
  expect(values(devices, 'd/state', { t: 70 })).toEqual([['D', 'temperature', 70, '°F']]);
});

test.each([
  ['no JSON', 'hello', 'the payload is not valid JSON'],
  ['a list', '[]', 'the payload is no JSON object'],
  ['a topic with a wildcard', { state_topic: 'a/#', device_class: 'humidity' }, 'state_topic is no topic of a device'],
  [
    'a topic of the broker',
    { state_topic: '$SYS/load', device_class: 'humidity' },
    'state_topic is no topic of a device',
  ],
  ['no topic', { device_class: 'humidity' }, 'state_topic is no text or empty'],
  ['a picture', 'x'.repeat(1_000_000), 'the payload is longer than 262144 bytes'],
])('a config with %s is rejected', (_, config, reason) => {
  const devices = new DiscoveredDevices();
  expect(announce(devices, 'homeassistant/sensor/x/config', config).rejections).toMatchObject([{ reason }]);
  expect(devices.topics.size).toBe(0);
});

test('a flood of announcements is bounded', () => {
  const devices = new DiscoveredDevices();
  const cmps = Object.fromEntries(
    Array.from({ length: 500 }, (_, i) => [`c${i}`, { p: 'sensor', stat_t: `flood/${i}`, dev_cla: 'humidity' }]),
  );
  const told = Array.from({ length: 42 }, (_, i) =>
    announce(devices, `homeassistant/device/d${i}/config`, { dev: { ids: `d${i}` }, cmps }),
  );
  expect(devices.entities).toBe(20_000);
  expect(told.at(-1)?.rejections).toMatchObject([
    { reason: 'more than 20000 sensors are announced; this one is not taken' },
  ]);
});

test('only the topics of configs are', () => {
  const of = (topic: string) => configTopicOf('homeassistant', topic);
  expect(of('homeassistant/sensor/a/config')).toEqual({ component: 'sensor', node: undefined, object: 'a' });
  expect(of('homeassistant/sensor/n/a/config')).toEqual({ component: 'sensor', node: 'n', object: 'a' });
  expect(of('homeassistant/sensor/config')).toBeUndefined();
  expect(of('homeassistant/sensor/n/a/b/config')).toBeUndefined();
  expect(of('homeassistant/status')).toBeUndefined();
});

import { expect, test } from 'vitest';
import * as z from 'zod';
import { brokerSettings, mqttVariables } from '../../src/ota/mqtt-variables.ts';

const read = (environment: Record<string, string>) => brokerSettings(z.object(mqttVariables).parse(environment));

test('without an address there is no broker', () => {
  expect(read({})).toBeUndefined();
  expect(read({ NEXUS_MQTT_USERNAME: 'ann' })).toBeUndefined();
});

test('the address, user, password and authority come along', () => {
  expect(
    read({
      NEXUS_MQTT_URL: 'mqtts://broker:8883',
      NEXUS_MQTT_USERNAME: 'ann',
      NEXUS_MQTT_PASSWORD: 'secret',
      NEXUS_MQTT_CA_FILE: 'ca.pem',
    }),
  ).toEqual({ url: 'mqtts://broker:8883', username: 'ann', password: 'secret', caFile: 'ca.pem' });
});

test.each(['broker', 'http://broker', 'mqtt://', 'mqtt:// broker'])('refuses %s', (url) => {
  expect(() => read({ NEXUS_MQTT_URL: url })).toThrow('must be an address such as mqtt://broker:1883');
});

import { expect, test } from 'vitest';
import * as z from 'zod';
import { brokerOf, brokerSettings, brokerVariables } from '../src/broker.ts';

const Variables = z.object(brokerVariables('to try'));
const read = (environment: Record<string, string>) => brokerSettings(Variables.parse(environment));

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

test('user and password are taken out of the address, and a log gets neither', () => {
  const { address, options } = brokerOf({ url: 'mqtts://ann:p%40ss@broker' });
  expect(address).toBe('mqtts://broker:8883');
  expect(options).toEqual({ protocol: 'mqtts', hostname: 'broker', port: 8883, username: 'ann', password: 'p@ss' });
});

test('an IPv6 address loses its brackets, a WebSocket keeps its path', () => {
  expect(brokerOf({ url: 'ws://[::1]:9001/mqtt?a=1', username: 'bob' }).options).toEqual({
    protocol: 'ws',
    hostname: '::1',
    port: 9001,
    path: '/mqtt?a=1',
    username: 'bob',
  });
});

test('an authority that cannot be read is named', () => {
  expect(() => brokerOf({ url: 'mqtts://broker', caFile: '/nowhere/ca.pem' })).toThrow(
    '/nowhere/ca.pem cannot be read.',
  );
});

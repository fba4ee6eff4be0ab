import { expect, test } from 'vitest';
import { isLoopback, isOwnHost, isOwnOrigin } from '../../src/http/guard.ts';

test.each([
  ['localhost:8001', true],
  ['127.0.0.1', true],
  ['[::1]:8001', true],
  ['LOCALHOST', true],
  ['building.lan:8001', true],
  ['evil.example', false],
  ['localhost.evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['evil.example@localhost', false],
  ['localhost/../x', false],
  ['', false],
  [undefined, false],
])('the Host %j on building.lan: %j', (host, own) => {
  expect(isOwnHost(host, 'building.lan')).toBe(own);
});

test('every Host is right for a wildcard address, which is only bound with a token', () => {
  expect(isOwnHost('10.1.2.3:8001', '0.0.0.0')).toBe(true);
  expect(isOwnHost('building.lan', '::')).toBe(true);
});

test.each([
  [undefined, true],
  ['http://localhost:6274', true],
  ['https://127.0.0.1', true],
  ['http://[::1]:3000', true],
  ['http://building.lan:8001', true],
  ['null', false],
  ['', false],
  ['https://evil.example', false],
  ['http://localhost.evil.example', false],
  ['http://evil.example:8001', false],
  ['file://localhost', false],
  ['chrome-extension://localhost', false],
  ['http://evil.example@localhost', false],
  ['http://localhost/', false],
  ['http://localhost/, https://evil.example', false],
  ['http:localhost', false],
])('the Origin %j on building.lan: %j', (origin, own) => {
  expect(isOwnOrigin(origin, 'building.lan')).toBe(own);
});

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.10', false],
  ['building.lan', false],
])('%s is loopback: %j', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback);
});

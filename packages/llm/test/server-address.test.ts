import { expect, test } from 'vitest';
import { readServerAddress } from '../src/server-address.ts';

test.each([
  ['http://localhost:11434/v1', true],
  ['http://127.8.9.1/v1', true],
  ['http://[::1]:8080/v1', true],
  ['http://192.168.1.20:1234/v1', true],
  ['http://172.31.0.1/v1', true],
  ['http://gpu.local/v1', true],
  ['http://172.32.0.1/v1', false],
  ['https://api.openai.com/v1', false],
  ['https://localhost.example.com/v1', false],
])('%s is local: %s', (url, isLocal) => {
  expect(readServerAddress(url).isLocal).toBe(isLocal);
});

test('an Azure deployment keeps its query apart from its address', () => {
  expect(readServerAddress('https://me.openai.azure.com/openai/deployments/gpt/?api-version=2024-10-21')).toEqual({
    base_url: 'https://me.openai.azure.com/openai/deployments/gpt',
    query: { 'api-version': '2024-10-21' },
    isLocal: false,
    isAzure: true,
  });
});

test.each(['', 'localhost:11434', 'ftp://host/v1', '/v1'])('%j is refused', (url) => {
  expect(() => readServerAddress(url)).toThrow('is not an http or https URL');
});

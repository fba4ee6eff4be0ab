import { expect, test } from 'vitest';
import { openEmbeddedBroker } from '../../src/platform/embedded-broker.ts';

test('where the usual port is taken it takes a free one, and never another than was asked for', async () => {
  await using first = await openEmbeddedBroker(undefined);
  await using second = await openEmbeddedBroker(undefined);
  expect(first.url).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/u);
  expect(second.url).not.toBe(first.url);
  await expect(openEmbeddedBroker(Number(new URL(second.url).port))).rejects.toThrow(
    'The MQTT broker cannot listen on port',
  );
});

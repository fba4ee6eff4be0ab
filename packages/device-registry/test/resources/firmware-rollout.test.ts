import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test, vi } from 'vitest';
import { connectFleet } from '../connect-fleet.ts';
import { DONE, say, sensors } from '../firmware/fleet.ts';
import { readJson } from './read-json.ts';

test('reads as get_firmware_rollout answers, and is listed and completed', async () => {
  await using registry = await connectFleet(sensors(2));
  const rollout_id = await registry.rollOut();
  const uri = `firmware://rollouts/${rollout_id}`;
  expect(await readJson(registry.client, uri)).toEqual(await registry.value('get_firmware_rollout', { rollout_id }));
  const { resources } = await registry.client.listResources();
  expect(resources).toContainEqual(expect.objectContaining({ uri, title: 'Firmware 2.4.1' }));
  const { completion } = await registry.client.complete({
    ref: { type: 'ref/resource', uri: 'firmware://rollouts/{rollout_id}' },
    argument: { name: 'rollout_id', value: rollout_id.slice(-4).toLowerCase() },
  });
  expect(completion.values).toEqual([rollout_id]);
  const unknown = registry.client.readResource({ uri: 'firmware://rollouts/ROLLOUT-X' });
  await expect(unknown).rejects.toMatchObject({ code: -32002 });
});

test('who subscribed to it and to its device hears of each step', async () => {
  await using registry = await connectFleet(sensors(2));
  const uri = `firmware://rollouts/${await registry.rollOut()}`;
  const heard: string[] = [];
  registry.client.setNotificationHandler(
    ResourceUpdatedNotificationSchema,
    ({ params }) => void heard.push(params.uri),
  );
  for (const one of [uri, 'device://DEV-0102']) await registry.client.subscribeResource({ uri: one });
  await say(registry.store, 'DEV-0101', DONE);
  await vi.waitFor(() => expect(heard.sort()).toEqual(['device://DEV-0102', uri]), { timeout: 10_000 });
});

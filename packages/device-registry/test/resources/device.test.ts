import { expect, test } from 'vitest';
import { connectRegistry } from '../connect-registry.ts';
import { readJson } from './read-json.ts';

test('reads as get_device answers', async () => {
  await using registry = await connectRegistry();
  expect(await readJson(registry.client, 'device://DEV-0001')).toEqual(
    await registry.value('get_device', { device_id: 'DEV-0001' }),
  );
});

test('an unknown device is not found', async () => {
  await using registry = await connectRegistry();
  await expect(registry.client.readResource({ uri: 'device://DEV-9' })).rejects.toMatchObject({ code: -32002 });
});

test('lists and completes the devices', async () => {
  await using registry = await connectRegistry();
  const { resources } = await registry.client.listResources();
  expect(resources).toContainEqual(expect.objectContaining({ uri: 'device://DEV-0006', name: 'Thermomètre' }));
  const complete = async (value: string) =>
    (
      await registry.client.complete({
        ref: { type: 'ref/resource', uri: 'device://{device_id}' },
        argument: { name: 'device_id', value },
      })
    ).completion.values;
  expect(await complete('DEV-000')).toHaveLength(6);
  expect(await complete('hvac')).toEqual(['DEV-0002']);
  expect(await complete('zzz')).toEqual([]);
});

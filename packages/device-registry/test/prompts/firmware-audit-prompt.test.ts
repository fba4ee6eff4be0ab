import { expect, test } from 'vitest';
import { tools } from '../../src/tools/index.ts';
import { connectRegistry } from '../connect-registry.ts';

async function promptText(args: Record<string, string>): Promise<string> {
  await using registry = await connectRegistry();
  const { messages } = await registry.client.getPrompt({ name: 'firmware_audit_prompt', arguments: args });
  const [message] = messages;
  return message?.content.type === 'text' ? message.content.text : '';
}

test('asks for the audit of one building by its registered name', async () => {
  const text = await promptText({ building: 'building north' });
  expect(text).toContain('Audit the firmware of building "NORTH".');
  expect(text).toContain('{building: "NORTH", limit: 200}');
});

test('asks for all buildings without one, and orders locks before HVAC controllers', async () => {
  const text = await promptText({});
  expect(text).toContain('all buildings');
  expect(text.indexOf('door_lock first')).toBeGreaterThan(0);
  expect(text.indexOf('hvac_controller')).toBeGreaterThan(text.indexOf('door_lock first'));
});

test('names only tools that there are', async () => {
  const named = (await promptText({})).match(/\b(?:list|get|update|plan|start)_[a-z_]+/g) ?? [];
  expect(named).toEqual(expect.arrayContaining(['list_devices', 'get_offline_devices']));
  const offered = tools.map(({ name }): string => name);
  expect(named.filter((name) => !offered.includes(name))).toEqual([]);
});

test('an unknown building is an error with the ones there are', async () => {
  await expect(promptText({ building: 'EAST' })).rejects.toThrow('NORTH, SOUTH');
});

test('completes the building', async () => {
  await using registry = await connectRegistry();
  const { completion } = await registry.client.complete({
    ref: { type: 'ref/prompt', name: 'firmware_audit_prompt' },
    argument: { name: 'building', value: 'nor' },
  });
  expect(completion.values).toEqual(['NORTH']);
});

import { expect, test } from 'vitest';
import { connectRegistry } from '../connect-registry.ts';
import { readJson } from './read-json.ts';

test('tells the last changes, newest first, with who and why', async () => {
  await using registry = await connectRegistry();
  await registry.value('update_device_status', { device_id: 'DEV-0002', new_status: 'error', reason: 'smoke' });
  const { entries } = await readJson(registry.client, 'registry://audit/recent');
  expect((entries as unknown[])[0]).toEqual({
    at: '2026-06-01T12:00:00Z',
    actor: 'test 1.0.0',
    action: 'status_changed',
    subject: 'DEV-0002',
    before: { status: 'online' },
    after: { status: 'error' },
    reason: 'smoke',
  });
  expect(entries).toHaveLength(12); // and the import of 5 zones and 6 devices
});

test('a heartbeat of a record is an instant, as in every other answer', async () => {
  await using registry = await connectRegistry();
  const { entries } = await readJson(registry.client, 'registry://audit/recent');
  const added = (entries as { subject: string; after: Record<string, unknown> }[]).find(
    ({ subject }) => subject === 'DEV-0001',
  );
  expect(added?.after).toMatchObject({ last_seen: '2026-06-01T11:58:00Z' });
  expect(added?.after).not.toHaveProperty('last_seen_ms');
});

test('tells a subscriber about a change that any process made', async () => {
  await using registry = await connectRegistry();
  const { promise: updated, resolve } = Promise.withResolvers<string>();
  registry.client.fallbackNotificationHandler = async ({ method, params }) => {
    if (method === 'notifications/resources/updated') resolve(String(params?.['uri']));
  };
  for (const uri of ['registry://audit/recent', 'device://DEV-0003', 'zone://N1-A/summary']) {
    await registry.client.subscribeResource({ uri });
  }
  const change = { device_id: 'DEV-0001', new_status: 'error', reason: 'r', actor: 'elsewhere', at_ms: 0 } as const;
  await registry.store.updateStatus(change); // of a device in another zone
  expect(await updated).toBe('registry://audit/recent');
});

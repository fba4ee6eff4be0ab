import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test, vi } from 'vitest';
import { connect } from '../src/connect.ts';
import { probeDeps } from './probe/probe-deps.ts';
import { NoteFile, probe } from './probe/server.ts';

test('resources are listed a hundred at a time, each once', async () => {
  // Two fixed ones and 250 notes make pages of 100, 100 and 52.
  using deps = probeDeps();
  for (let i = 0; i < 250; i += 1) deps.notes.write(`n${i}`, 'x');
  await using host = await connect(probe, deps);
  const pages: number[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await host.client.listResources(cursor === undefined ? {} : { cursor });
    pages.push(page.resources.length);
    for (const { uri } of page.resources) seen.add(uri);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(pages).toEqual([100, 100, 52]);
  expect(seen.size).toBe(252);
});

test.each(['', 'rubbish', '-1', 'OTk5', 'MS41'])('the cursor %j, which it never gave, is refused', async (cursor) => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  await expect(host.client.listResources({ cursor })).rejects.toMatchObject({ code: -32602 });
});

test('a resource reads as text, JSON or bytes', async () => {
  using deps = probeDeps({ a: 'hello' });
  await using host = await connect(probe, deps);
  const read = async (uri: string) => (await host.client.readResource({ uri })).contents[0];
  expect(await read('notes://by-id/a')).toMatchObject({ mimeType: 'text/plain', text: 'hello' });
  expect(await read('notes://all')).toMatchObject({ mimeType: 'application/json', text: '{"a":"hello"}' });
  expect(await read('notes://pixel')).toMatchObject({ mimeType: 'image/png', blob: 'iVA=' }); // 0x89 0x50
});

test.each([
  'notes://nowhere',
  'notes://by-id/missing',
  'notes://by-id/a/b',
  'notes://by-id/%00',
  'notes://by-id/%E0%A4',
  'notes://by-id/%1b[31m',
  'file:///etc/passwd',
  'notes://by-id/../all',
  `notes://by-id/${'x'.repeat(100_000)}`,
])('there is no resource %.40s, and the error says so by its code', async (uri) => {
  using deps = probeDeps({ a: 'hello' });
  await using host = await connect(probe, deps);
  await expect(host.client.readResource({ uri })).rejects.toMatchObject({
    code: -32002,
    data: { 'nexus/code': 'not_found', uri: uri.slice(0, 500) },
  });
});

test('a change that another process makes reaches the subscriber, until it unsubscribes', async () => {
  using deps = probeDeps({ a: '1' });
  await using host = await connect(probe, deps);
  const updates: string[] = [];
  host.client.setNotificationHandler(ResourceUpdatedNotificationSchema, (n) => void updates.push(n.params.uri));
  await host.client.subscribeResource({ uri: 'notes://all' });
  const otherProcess = new NoteFile(deps.path);
  otherProcess.write('b', '2');
  await vi.waitFor(() => expect(updates).toEqual(['notes://all']), 5_000);
  await host.client.unsubscribeResource({ uri: 'notes://all' });
  otherProcess.write('c', '3');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(updates).toEqual(['notes://all']);
});

test('what does not exist or never changes cannot be subscribed to', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  await expect(host.client.subscribeResource({ uri: 'notes://gone' })).rejects.toMatchObject({ code: -32002 });
  await expect(host.client.subscribeResource({ uri: 'notes://pixel' })).rejects.toMatchObject({ code: -32602 });
});

import { expect, test } from 'vitest';
import { listening } from '../listening.ts';
import { probeDeps } from '../probe/probe-deps.ts';
import { probe } from '../probe/server.ts';
import { callBody, HEADERS, initialize, messagesIn } from './raw-client.ts';

async function readUntil(body: ReadableStream<Uint8Array>, enough: (text: string) => boolean): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString();
    if (enough(text)) break;
  }
  return text;
}

test('a client whose stream dropped gets the rest of it, once and in order', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const session = { 'mcp-session-id': await initialize(server.url) };
  const body = callBody('wait_long', { steps: 6, step_ms: 30 }, { progressToken: 'p' });
  const drop = new AbortController();
  const first = await fetch(server.url, {
    method: 'POST',
    headers: { ...HEADERS, ...session },
    body,
    signal: drop.signal,
  });
  const before = await readUntil(first.body!, (text) => text.includes('"progress":2'));
  drop.abort();
  const lastId = [...before.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? '';
  const second = await fetch(server.url, { headers: { ...HEADERS, ...session, 'last-event-id': lastId } });
  expect(second.status).toBe(200);
  const after = await readUntil(second.body!, (text) => text.includes('"result"'));
  const steps = [...messagesIn(before), ...messagesIn(after)].map((message) =>
    'method' in message ? (message['params'] as { progress: number }).progress : message['result'],
  );
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, expect.objectContaining({ structuredContent: { steps: 6 } })]);
});

test('a client cannot resume from an event that another session was sent', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  await initialize(server.url);
  const other = { 'mcp-session-id': await initialize(server.url) };
  const response = await fetch(server.url, { headers: { ...HEADERS, ...other, 'last-event-id': '999' } });
  expect(response.status).toBe(400);
});

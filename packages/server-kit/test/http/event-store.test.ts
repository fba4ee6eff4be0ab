import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EventStoreLimits, SessionEvents } from '../../src/http/event-store.ts';

function message(n: number): JSONRPCMessage {
  return { jsonrpc: '2.0', method: 'notifications/progress', params: { n } };
}

async function replay(store: SessionEvents, after: string): Promise<unknown[]> {
  const sent: unknown[] = [];
  await store.replayEventsAfter(after, {
    send: async (_, event) => {
      sent.push('params' in event ? event.params?.['n'] : event);
    },
  });
  return sent;
}

test('gives what followed an event on its own stream, in order, with everything in one millisecond', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 30 }), async (streams) => {
      const store = new SessionEvents({}, () => 0);
      const ids: string[] = [];
      for (const [n, stream] of streams.entries()) ids.push(await store.storeEvent(stream, message(n)));
      const later = streams.flatMap((stream, n) => (n > 0 && stream === streams[0] ? [n] : []));
      expect(await replay(store, ids[0]!)).toEqual(later);
    }),
  );
});

test.each([
  ['too many', { maxEvents: 3 }],
  ['too large', { maxBytes: 250 }],
] satisfies [string, Partial<EventStoreLimits>][])('forgets the oldest when they are %s', async (_, limits) => {
  const store = new SessionEvents(limits, () => 0);
  const ids: string[] = [];
  for (let n = 0; n < 10; n += 1) ids.push(await store.storeEvent('a', message(n)));
  expect(store.has(ids[0]!)).toBe(false);
  expect(store.has(ids[8]!)).toBe(true);
  expect(await replay(store, ids[8]!)).toEqual([9]);
});

test('forgets what is too old', async () => {
  let nowMs = 0;
  const store = new SessionEvents({ ttlMs: 1_000 }, () => nowMs);
  const id = await store.storeEvent('a', message(1));
  nowMs = 1_000;
  expect(store.has(id)).toBe(true);
  nowMs = 1_001;
  expect(store.has(id)).toBe(false);
});

test('refuses an id that it never gave', async () => {
  const store = new SessionEvents();
  expect(store.has('7')).toBe(false);
  await expect(replay(store, '7')).rejects.toThrow('not stored any more');
});

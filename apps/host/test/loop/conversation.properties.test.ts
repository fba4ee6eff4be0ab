import type { AssistantMessage } from '@nexus/llm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NexusHost } from '../../src/host.ts';
import { hostOver } from '../fixtures/host.ts';
import { expectValid } from '../fixtures/valid-history.ts';
import { scripted, toolCall } from '../fixtures/scripted-backend.ts';
import { building, serverLog } from '../fixtures/targets.ts';

const MAX_ITERATIONS = 4;
const log = serverLog();
let script = scripted();
let host: NexusHost;

// One server process for all runs: each run is a conversation of its own.
beforeAll(async () => {
  const backend = {
    chatCompletion: (request: Parameters<typeof script.chatCompletion>[0]) => script.chatCompletion(request),
    getBackendInfo: () => script.getBackendInfo(),
  };
  host = hostOver([building({ log })], backend, { maxToolIterations: MAX_ITERATIONS }, { allowWrites: true });
  await host.initialize();
});
afterAll(() => host.shutdown());

let value = 0;
const call = fc.oneof(
  fc.constant(() => ['read_point', { point: 'p', wait_ms: 3 }] as const),
  // A value of its own for each call, so that the log tells how often it was run.
  fc.constant(() => ['set_point', { point: 'p', value: (value += 1) }] as const),
  fc.constant(() => ['fail', {}] as const),
  fc.string().map((name) => () => [name, {}] as const),
  fc.string().map((args) => () => ['read_point', args] as const),
);
const turn = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.record({ call, id: fc.constantFrom('', 'a', 'b', 'c') }), { maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constant(null) }, // the model fails
);

test('whatever the model says and whenever it is stopped, every call is answered once and in order, and no write runs twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { maxLength: 7 }), fc.nat({ max: 40 }), async (turns, stopAfter) => {
      const messages = turns.map(
        (calls): AssistantMessage | null =>
          calls && {
            role: 'assistant',
            content: calls.length === 0 ? 'that is all' : null,
            tool_calls: calls.map(({ call, id }) => toolCall(id, ...call())),
          },
      );
      script = scripted(...messages.map((message) => message ?? (() => Promise.reject(new Error('the model broke')))));
      const conversation = await host.startConversation();
      const controller = new AbortController();
      let events = 0;
      const onEvent = () => {
        events += 1;
        if (events === stopAfter) controller.abort();
      };
      const finished = await conversation.ask('go', { signal: controller.signal, onEvent });

      expectValid(conversation.messages);
      expect(script.requests.length).toBeLessThanOrEqual(MAX_ITERATIONS + 1);
      const hasAnswer = finished.status === 'answered' || finished.status === 'partial';
      expect(finished.answer !== '').toBe(hasAnswer);
      const writes = log.lines().filter((line) => line.startsWith('set_point'));
      expect(new Set(writes).size).toBe(writes.length);
      script = scripted();
      expect(await conversation.ask('and now?')).toMatchObject({ status: 'answered' });
      expectValid(conversation.messages);
    }),
    { numRuns: 60 },
  );
});

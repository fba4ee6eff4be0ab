import { contextOverflow, createRemoteBackend } from '@nexus/llm';
import { PROFILES, refusal, type Reply, startChatServer } from '@nexus/llm/testing';
import { NexusError } from '@nexus/models';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sizeOfAll } from '../../src/loop/history.ts';
import { Events } from '../fixtures/host.ts';
import { bareConversation } from '../fixtures/bare-conversation.ts';
import { calls, says, scripted, type ScriptedBackend } from '../fixtures/scripted-backend.ts';
import { expectValid } from '../fixtures/valid-history.ts';

/** A server that refuses what is longer, in vLLM's words, and else says the text. */
function holding(maxChars: number, text: string): Reply {
  return (response, request) => {
    if (JSON.stringify(request.body['messages']).length <= maxChars) return PROFILES.vllm.says(text)(response, request);
    const words = "This model's maximum context length is 2048 tokens. However, you requested 3210 tokens.";
    return refusal(400, words)(response, request);
  };
}

test('a conversation that a server finds too long is shortened, and asked again once', async () => {
  // Two answers of 4,000 characters, and the question after them: 8,000 are too long, and half of them is not.
  await using server = await startChatServer(
    PROFILES.vllm.says('a'.repeat(4_000)),
    PROFILES.vllm.says('b'.repeat(4_000)),
    holding(5_000, 'Fine.'),
  );
  const backend = createRemoteBackend({ base_url: server.base_url, model: 'm' });
  const conversation = bareConversation(backend);
  const events = new Events();
  for (const question of ['one', 'two']) await conversation.ask(question);
  const finished = await conversation.ask('three', { onEvent: events.listen });
  expect(finished).toMatchObject({ status: 'answered', answer: 'Fine.', iterations: 1 });
  expect(events.of('notice')).toMatchObject([{ level: 'info', text: expect.stringContaining('shortened') as string }]);
  expect(events.of('context_compacted')).toMatchObject([{ questions: 1 }]);
  expectValid(conversation.messages);
  // What was learned holds: the next question is not refused first.
  await conversation.ask('four', { onEvent: events.listen });
  expect(events.of('notice')).toHaveLength(1);
  expect(events.of('run_finished')[1]).toMatchObject({ status: 'answered', answer: 'Fine.' });
});

test('a server that finds everything too long ends the run with its words, after one more request', async () => {
  await using server = await startChatServer(PROFILES.vllm.says('a'.repeat(9_000)), holding(0, ''));
  const conversation = bareConversation(createRemoteBackend({ base_url: server.base_url, model: 'm' }));
  await conversation.ask('one');
  const finished = await conversation.ask('two');
  expect(finished.status).toBe('failed');
  expect(finished.fault).toContain('maximum context length is 2048 tokens');
  expect(server.requests).toHaveLength(3);
  expectValid(conversation.messages);
});

/** A model whose context holds so many characters of messages, whatever anybody thinks. */
function cramped(maxChars: number, results: readonly number[]): ScriptedBackend {
  const turns = [...results.map((chars) => calls(['read', { chars }])), says('done')];
  const inner = scripted(...turns);
  let answered = 0;
  return {
    ...inner,
    requests: inner.requests,
    async chatCompletion(request) {
      if (sizeOfAll(request.messages.slice(1)) > maxChars) throw contextOverflow('too long');
      const turn = turns[Math.min(answered, turns.length - 1)] ?? says('done');
      answered += 1;
      return await scripted(turn).chatCompletion(request);
    },
  };
}

test('whatever a context holds, a run ends typed, asks at most twice a round, and sends a valid conversation', async () => {
  const results = fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(results, fc.integer({ min: 1_500, max: 60_000 }), async (sizes, maxChars) => {
      const backend = cramped(maxChars, sizes);
      let asked = 0;
      const counting = {
        ...backend,
        chatCompletion: (request: Parameters<typeof backend.chatCompletion>[0]) => {
          asked += 1;
          expectValid([...request.messages.slice(1), says('')]);
          return backend.chatCompletion(request);
        },
      };
      const conversation = bareConversation(counting);
      const finished = await conversation.ask('q');
      expect(['answered', 'failed']).toContain(finished.status);
      expect(asked).toBeLessThanOrEqual(2 * finished.iterations);
      // What fitted before and one result more are at most 70,000 characters, and half of that fits.
      expect(maxChars >= 50_000 && finished.status !== 'answered').toBe(false);
      expectValid(conversation.messages);
    }),
    { numRuns: 50 },
  );
});

test('a model is loaded before it is told anything, and a person hears once what to change about it', async () => {
  const backend = scripted(says('one'), says('two'));
  const loaded: number[] = [];
  const caution = { message: 'The context is small.', hint: 'Raise it.' };
  const loading = {
    ...backend,
    load: () => {
      loaded.push(backend.requests.length);
      return Promise.resolve();
    },
    getBackendInfo: () => ({ ...backend.getBackendInfo(), context_tokens: 4096, caution }),
  };
  const conversation = bareConversation(loading);
  const events = new Events();
  for (const question of ['one', 'two']) await conversation.ask(question, { onEvent: events.listen });
  expect(loaded).toEqual([0, 1]);
  expect(events.of('run_started')[0]?.backend.context_tokens).toBe(4096);
  expect(events.of('notice')).toEqual([{ type: 'notice', level: 'warning', text: 'The context is small. Raise it.' }]);
});

test('a model that cannot be loaded ends the run with the reason, between its two events', async () => {
  const failing = { ...scripted(), load: () => Promise.reject(new NexusError('unavailable', 'The file is damaged.')) };
  const conversation = bareConversation(failing);
  const events = new Events();
  const finished = await conversation.ask('x', { onEvent: events.listen });
  expect(finished).toMatchObject({ status: 'failed', fault: 'The file is damaged.' });
  expect(events.all.map(({ type }) => type)).toEqual(['run_started', 'run_finished']);
});

import { createRemoteBackend } from '@nexus/llm';
import { PROFILES, startChatServer } from '@nexus/llm/testing';
import { expect, test } from 'vitest';
import { bareConversation } from '../fixtures/bare-conversation.ts';

test('the thoughts behind a call stay with it through the rounds, for a provider that wants them back word by word', async () => {
  const { calls, says } = PROFILES.deepseek;
  const call = { name: 'read', arguments: { chars: 3 } };
  await using server = await startChatServer(calls(call, call), calls(call), says('rrr'));
  const conversation = bareConversation(createRemoteBackend({ base_url: server.base_url, model: 'm' }));
  expect(await conversation.ask('Read it.')).toMatchObject({ status: 'answered', answer: 'rrr' });
  const sent = server.requests.at(-1)?.body['messages'] as Record<string, unknown>[];
  expect(sent.filter(({ role }) => role === 'assistant').map((each) => each['reasoning_content'])).toEqual([
    'I should look.',
    'I should look.',
  ]);
});

import { CreateMessageResultSchema, ElicitResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import type { HostOptions } from '../../src/host.ts';
import { hostOver } from '../fixtures/host.ts';
import { inventedServer, inventedTool, text } from '../fixtures/invented-server.ts';
import { says, scripted } from '../fixtures/scripted-backend.ts';

const TOOLS = ['ask_person', 'ask_model'].map((name) => inventedTool(name, { readOnlyHint: true }));
const FORM = {
  mode: 'form' as const,
  message: 'Which floor?\u202E',
  requestedSchema: { type: 'object' as const, properties: { floor: { type: 'integer' as const } } },
};
const QUESTION = {
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: 'One word?' } }],
  maxTokens: 10,
};

/** What a server gets when its tool asks the person or the model. */
async function asking(tool: string, options: HostOptions) {
  await using server = await inventedServer(TOOLS, async (name, _args, { sendRequest }) => {
    const answer =
      name === 'ask_person'
        ? sendRequest({ method: 'elicitation/create', params: FORM }, ElicitResultSchema)
        : sendRequest({ method: 'sampling/createMessage', params: QUESTION }, CreateMessageResultSchema);
    return text(JSON.stringify(await answer.catch((error: unknown) => (error as Error).message)));
  });
  const backend = scripted(says('Maybe.'));
  await using host = hostOver([server.target], backend, {}, options);
  const { content } = await host.callTool(tool, {});
  const [block] = content;
  return { answer: block?.type === 'text' ? (JSON.parse(block.text) as unknown) : undefined, backend };
}

test('a server that asks the person gets the filled form, and its text comes without control characters', async () => {
  const forms: unknown[] = [];
  const { answer } = await asking('ask_person', {
    fillForm: ({ server, message }) => {
      forms.push([server, message]);
      return Promise.resolve({ action: 'accept', content: { floor: 3 } });
    },
  });
  expect(answer).toEqual({ action: 'accept', content: { floor: 3 } });
  expect(forms).toEqual([['invented', 'Which floor?']]);
});

test('a server may ask the model only after the person has read the question and allowed it', async () => {
  const shown: string[] = [];
  const decide = (allowed: boolean) => ({
    allowSampling: ({ text: question }: { text: string }) => {
      shown.push(question);
      return Promise.resolve(allowed);
    },
  });
  const allowed = await asking('ask_model', decide(true));
  expect(allowed.answer).toMatchObject({
    role: 'assistant',
    content: { type: 'text', text: 'Maybe.' },
    model: 'scripted',
  });
  const declined = await asking('ask_model', decide(false));
  expect(declined.answer).toContain('The person did not allow it.');
  expect(declined.backend.requests).toEqual([]);
  expect(shown).toEqual(['user: One word?', 'user: One word?']);
});

test.each(['ask_person', 'ask_model'])('where nobody can be asked, %s is not even offered to servers', async (tool) => {
  const { answer, backend } = await asking(tool, {});
  expect(answer).toContain('Method not found');
  expect(backend.requests).toEqual([]);
});

test('prompts and resources of the servers are listed with their server, and read', async () => {
  await using server = await inventedServer(TOOLS);
  await using host = hostOver([server.target], scripted());
  expect(await host.listPrompts()).toEqual({
    items: [
      { name: 'triage', description: 'Sorts.', arguments: [{ name: 'zone' }, { name: 'since' }], server: 'invented' },
    ],
    faults: [],
  });
  const { messages } = await host.getPrompt('invented', 'triage');
  expect(messages[0]?.content).toEqual({ type: 'text', text: 'What is wrong in the building since now?' });
  expect((await host.listResources()).items).toEqual([{ name: 'active', uri: 'alerts://active', server: 'invented' }]);
  const { contents } = await host.readResource('invented', 'alerts://active');
  expect(contents[0]).toMatchObject({ text: 'nothing is wrong' });
  await expect(host.getPrompt('elsewhere', 'triage')).rejects.toMatchObject({ code: 'not_found' });
});

import { setTimeout as delay } from 'node:timers/promises';
import type { ContentBlock, ElicitRequestFormParams } from '@modelcontextprotocol/sdk/types.js';
import { NexusError } from '@nexus/models';
import * as z from 'zod';
import { type Context, defineServer, promptFor, resourceFor, toolFor } from '../../src/index.ts';

// The names, arguments and texts in this file are those that the conformance suite calls for.

type Deps = AsyncDisposable;

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const SILENCE = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';

const NoInput = z.strictObject({});
const Text = z.object({ text: z.string() });
const defineTool = toolFor<Deps>();

const image: ContentBlock = { type: 'image', data: PIXEL, mimeType: 'image/png' };

function content(name: string, blocks: ContentBlock[]) {
  return defineTool({
    name,
    title: name,
    description: 'Returns fixed content.',
    access: 'read',
    input: NoInput,
    output: z.object({}),
    run: () => ({}),
    present: () => blocks,
  });
}

function elicitation(name: string, requestedSchema: ElicitRequestFormParams['requestedSchema']) {
  return defineTool({
    name,
    title: name,
    description: 'Asks the person a fixed question.',
    access: 'read',
    input: NoInput,
    output: Text,
    run: (_, context) => ask(context, 'Please answer', requestedSchema),
  });
}

async function ask(
  context: Context<Deps>,
  message: string,
  requestedSchema: ElicitRequestFormParams['requestedSchema'],
) {
  const { action, content: given } = await context.client.elicit({ message, requestedSchema });
  return { text: `Elicitation completed: action=${action}, content=${JSON.stringify(given ?? {})}` };
}

const tools = [
  content('test_simple_text', [{ type: 'text', text: 'This is a simple text response for testing.' }]),
  content('test_image_content', [image]),
  content('test_audio_content', [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }]),
  content('test_embedded_resource', [
    { type: 'resource', resource: { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'Embedded.' } },
  ]),
  content('test_multiple_content_types', [
    { type: 'text', text: 'Multiple content types test:' },
    image,
    { type: 'resource', resource: { uri: 'test://mixed', mimeType: 'application/json', text: '{"test":"data"}' } },
  ]),
  defineTool({
    name: 'test_tool_with_logging',
    title: 'Logging',
    description: 'Logs three records.',
    access: 'read',
    input: NoInput,
    output: Text,
    async run(_, { log }) {
      log.info('Tool execution started');
      await delay(50);
      log.info('Tool processing data');
      await delay(50);
      log.info('Tool execution completed');
      return { text: 'Logged.' };
    },
  }),
  defineTool({
    name: 'test_error_handling',
    title: 'Error',
    description: 'Always fails.',
    access: 'read',
    input: NoInput,
    output: Text,
    run() {
      throw new NexusError('conflict', 'This tool intentionally returns an error for testing');
    },
  }),
  defineTool({
    name: 'test_tool_with_progress',
    title: 'Progress',
    description: 'Reports its progress.',
    access: 'read',
    input: NoInput,
    output: Text,
    async run(_, { progress }) {
      for (const done of [0, 50, 100]) {
        await progress(done, 100);
        await delay(50);
      }
      return { text: 'Done.' };
    },
  }),
  defineTool({
    name: 'test_sampling',
    title: 'Sampling',
    description: "Asks the client's model.",
    access: 'read',
    input: z.strictObject({ prompt: z.string().describe('What to ask.') }),
    output: Text,
    async run({ prompt }, { client }) {
      const made = await client.createMessage({
        messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
        maxTokens: 100,
      });
      return { text: `LLM response: ${JSON.stringify(made.content)}` };
    },
  }),
  defineTool({
    name: 'test_elicitation',
    title: 'Elicitation',
    description: 'Asks the person.',
    access: 'read',
    input: z.strictObject({ message: z.string().describe('What to ask.') }),
    output: Text,
    run: ({ message }, context) =>
      ask(context, message, {
        type: 'object',
        properties: { username: { type: 'string' }, email: { type: 'string' } },
        required: ['username', 'email'],
      }),
  }),
  elicitation('test_elicitation_sep1034_defaults', {
    type: 'object',
    properties: {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    },
  }),
  elicitation('test_elicitation_sep1330_enums', {
    type: 'object',
    properties: {
      untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
      titledSingle: {
        type: 'string',
        oneOf: [
          { const: 'value1', title: 'First Option' },
          { const: 'value2', title: 'Second Option' },
        ],
      },
      legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['One', 'Two', 'Three'] },
      untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
      titledMulti: {
        type: 'array',
        items: {
          anyOf: [
            { const: 'value1', title: 'First Choice' },
            { const: 'value2', title: 'Second Choice' },
          ],
        },
      },
    },
  }),
];

const defineResource = resourceFor<Deps>();
const defineResourcePart = { title: 'Fixture', description: 'A fixture.' };

const resources = [
  defineResource({
    ...defineResourcePart,
    name: 'static-text',
    uri: 'test://static-text',
    mimeType: 'text/plain',
    read: () => 'This is the content of the static text resource.',
  }),
  defineResource({
    ...defineResourcePart,
    name: 'static-binary',
    uri: 'test://static-binary',
    mimeType: 'image/png',
    read: () => Buffer.from(PIXEL, 'base64'),
  }),
  defineResource({
    ...defineResourcePart,
    name: 'template-data',
    uriTemplate: 'test://template/{id}/data',
    mimeType: 'application/json',
    read: ({ id }) => ({ id, templateTest: true, data: `Data for ID: ${id}` }),
  }),
  defineResource({
    ...defineResourcePart,
    name: 'watched-resource',
    uri: 'test://watched-resource',
    mimeType: 'text/plain',
    read: () => 'Watched.',
    version: () => 1,
  }),
];

const definePrompt = promptFor<Deps>();

const prompts = [
  definePrompt({
    name: 'test_simple_prompt',
    title: 'Simple',
    description: 'A fixed prompt.',
    arguments: z.strictObject({}),
    run: () => 'This is a simple prompt for testing.',
  }),
  definePrompt({
    name: 'test_prompt_with_arguments',
    title: 'Arguments',
    description: 'A prompt with arguments.',
    arguments: z.strictObject({ arg1: z.string().describe('The first.'), arg2: z.string().describe('The second.') }),
    complete: { arg1: (typed) => ['test-one', 'test-two'].filter((value) => value.startsWith(typed)) },
    run: ({ arg1, arg2 }) => `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`,
  }),
  definePrompt({
    name: 'test_prompt_with_embedded_resource',
    title: 'Embedded',
    description: 'A prompt with a resource.',
    arguments: z.strictObject({ resourceUri: z.string().describe('Which one.') }),
    run: ({ resourceUri }) => [
      {
        role: 'user',
        content: { type: 'resource', resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded.' } },
      },
      { role: 'user', content: { type: 'text', text: 'Please process the embedded resource above.' } },
    ],
  }),
  definePrompt({
    name: 'test_prompt_with_image',
    title: 'Image',
    description: 'A prompt with an image.',
    arguments: z.strictObject({}),
    run: () => [
      { role: 'user', content: { type: 'image', data: PIXEL, mimeType: 'image/png' } },
      { role: 'user', content: { type: 'text', text: 'Please analyze the image above.' } },
    ],
  }),
];

export const fixtures = defineServer({
  name: 'conformance-fixtures',
  title: 'Conformance fixtures',
  version: '1.0.0',
  description: 'What the conformance suite calls.',
  instructions: 'Nothing to know.',
  port: 8999,
  config: z.object({}),
  open: async (): Promise<Deps> => ({ async [Symbol.asyncDispose]() {} }),
  tools,
  resources,
  prompts,
});

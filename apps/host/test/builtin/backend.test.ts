import type { ChatMessage } from '@nexus/llm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codePoint } from '../../../../tools/code-points.ts';
import { MAX_CALLS } from '../../src/builtin/family.ts';
import { answered, backend, converse, TOOL_NAMES, TOOLS, toolsNamed } from './asking.ts';

const QUESTION: ChatMessage = { role: 'user', content: 'What is the current CO2 level in conference room 3B?' };

async function complete(messages: readonly ChatMessage[], tools = TOOLS) {
  return (await backend.chatCompletion({ messages, tools })).choices[0];
}

test('it says that it is no model', () => {
  expect(backend.getBackendInfo()).toMatchObject({ strategy: 'builtin', model: 'builtin' });
});

describe('a completion', () => {
  test('asks for a call first and ends with words', async () => {
    const first = await complete([QUESTION]);
    expect(first.finish_reason).toBe('tool_calls');
    expect(first.message.content).toBeNull();
    const { text, messages } = await converse('help', () => ({}));
    expect(messages).toHaveLength(2);
    expect(text).toContain(
      'What changes something (firmware, alerts, rules, a status) I do when you say so and confirm it.',
    );
  });

  test('is streamed in one piece when asked for', async () => {
    const pieces: string[] = [];
    const { message } = (
      await backend.chatCompletion({
        messages: [{ role: 'user', content: 'hello' }],
        onDelta: ({ text }) => void pieces.push(text),
      })
    ).choices[0];
    expect(pieces).toEqual([message.content]);
  });

  test('is not made once the signal is aborted', async () => {
    const reason = new Error('stop');
    await expect(backend.chatCompletion({ messages: [QUESTION], signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });
});

describe('tools', () => {
  test('are called by the name under which they are offered', async () => {
    const { message } = await complete([QUESTION], toolsNamed(TOOL_NAMES.map((name) => `telemetry__${name}`)));
    expect(message.tool_calls?.map(({ function: { name } }) => name)).toEqual(['telemetry__get_zone_snapshot']);
  });

  test('of prefixed names give the same answer', async () => {
    const tools = toolsNamed(TOOL_NAMES.map((name) => `a__${name}`));
    const { text } = await converse('How many devices are offline?', () => ({ devices: [], total: 0 }), [], tools);
    expect(text).toBe(
      'No devices are registered, so none can be offline.\n' +
        '"nexus demo" sets up a demo building; "nexus import" brings in your own zones, devices and readings.',
    );
  });

  test('that are not there are named', async () => {
    const { message } = await complete([QUESTION], []);
    expect(message.content).toMatch(/no connected server offers get_zone_snapshot/);
  });

  test('taken away before the end leave what has arrived', async () => {
    const { message: turn } = await complete([QUESTION]);
    const [call] = turn.tool_calls ?? [];
    const messages: ChatMessage[] = [
      QUESTION,
      turn,
      { role: 'tool', tool_call_id: call?.id ?? '', content: 'Error: There is no zone "X".' },
      { role: 'user', content: 'Call no more tools. Answer my question now from the results above.' },
    ];
    expect((await complete(messages, [])).message.content).toBe('There is no zone "X".');
  });
});

test('without a question it explains itself', async () => {
  const { message } = await complete([{ role: 'system', content: 'You are helpful.' }]);
  expect(message.content).toMatch(/^I did not understand that/);
});

test('a summary question after an answered one is a question of its own', async () => {
  const before: ChatMessage[] = [QUESTION, { role: 'assistant', content: '642 ppm' }];
  expect(await answered('thanks', [], before)).toBe('You are welcome. Ask whenever you need the building.');
});

const WORDS = [
  'temperature co2 energy vibration humidity battery in on of for since between and the floor floors 2 3 5 through building North zone Zone A room 3B',
  'conference lobby DEV-CO2-0001 OFFICE-1 offline devices sensors hvac yesterday today last week hours 24 March 2026 2013-12-01 highest mean compare',
  'which what when where how many firmware 2.4.1 push report trend anomalous above 1000 ppm status metrics "Hall of Fame" ? , - %',
].flatMap((words) => words.split(' '));

const question = fc.oneof(
  fc.string({ maxLength: 300, unit: codePoint }),
  fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).map((piece) => piece.repeat(10_000 / piece.length)),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }).map((words) => words.join(' ')),
);

const result = fc.oneof(
  fc.string({ maxLength: 200, unit: codePoint }),
  fc.json(),
  fc.constantFrom(
    'Error: There is no zone "X".',
    '{}',
    '{"readings":[]}',
    '{"devices":[]}',
    '{"zones":[],"total":-1}',
    '[]',
    'null',
  ),
  fc
    .array(
      fc.record({
        device_id: fc.string(),
        metric: fc.constantFrom('temperature', 'co2_ppm', 'vibration_mms'),
        value: fc.double(),
        unit: fc.string(),
      }),
    )
    .map((readings) => JSON.stringify({ readings })),
  fc
    .array(
      fc.record({
        device_id: fc.string(),
        name: fc.string(),
        device_type: fc.string(),
        minutes_since_seen: fc.double(),
      }),
    )
    .map((devices) => JSON.stringify({ devices, total: 1e9 })),
);

test('any question and any results come to words after at most three calls', async () => {
  await fc.assert(
    fc.asyncProperty(question, fc.array(result, { minLength: 3, maxLength: 3 }), async (text, results) => {
      const { calls, text: answer } = await converse(text, (_call, index) => results[index] ?? '');
      expect(calls.length).toBeLessThanOrEqual(MAX_CALLS);
      expect(answer.length).toBeGreaterThan(0);
      expect(answer.length).toBeLessThan(20_000);
    }),
    { numRuns: 500, examples: [['temperature building', ['{"readings":[]}', '{}', '{"readings":[]}']]] },
  );
});

const PIECES = ['a ', '1 ', '- ', 'floor 1 and ', 'in the ', '"', '3B and ', 'last last ', 'zone zone ', '2 to 3 to '];

// Where a pattern backtracks, this runs into the time limit of the test.
test.each(PIECES)('ten thousand characters of "%s" are read and answered', async (piece) => {
  const { text } = await converse(piece.repeat(10_000 / piece.length), () => 'Error: nothing');
  expect(text).not.toBe('');
});

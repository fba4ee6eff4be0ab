import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CompletionAccumulator } from '../src/accumulator.ts';
import type { ChatDelta, JsonObject } from '../src/backend.ts';
import { delta } from '../src/testing.ts';

function accumulate(chunks: readonly JsonObject[], toolNames: readonly string[] = []) {
  let made = 0;
  const deltas: ChatDelta[] = [];
  const accumulator = new CompletionAccumulator({
    model: 'asked-model',
    toolNames,
    onDelta: (piece) => deltas.push(piece),
    newId: () => `made-${(made += 1)}`,
  });
  for (const chunk of chunks) accumulator.add(chunk);
  const completion = accumulator.finish();
  const text = deltas
    .filter(({ type }) => type === 'text')
    .map((piece) => piece.text)
    .join('');
  return { completion, message: completion.choices[0].message, text, deltas, finished: accumulator.finished };
}

const calls = (...parts: JsonObject[]) => delta({ tool_calls: parts });
const call = (id: string, name: string, args: string) => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});

describe('tool calls', () => {
  test('arguments that arrive in pieces are joined', () => {
    const { message } = accumulate([
      calls({ index: 0, id: 'a1', type: 'function', function: { name: 'get_device', arguments: '' } }),
      calls({ index: 0, function: { arguments: '{"device' } }),
      calls({ index: 0, function: { arguments: '_id":"D1"}' } }),
      delta({}, 'tool_calls'),
    ]);
    expect(message).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [call('a1', 'get_device', '{"device_id":"D1"}')],
    });
  });

  test('pieces of two calls may alternate', () => {
    const { message } = accumulate([
      calls({ index: 0, id: 'a', function: { name: 'one', arguments: '{' } }),
      calls({ index: 1, id: 'b', function: { name: 'two', arguments: '{"y"' } }),
      calls({ index: 0, function: { arguments: '}' } }, { index: 1, function: { arguments: ':2}' } }),
    ]);
    expect(message.tool_calls).toEqual([call('a', 'one', '{}'), call('b', 'two', '{"y":2}')]);
  });

  test('two calls that share the index 0 stay two calls', () => {
    const { message } = accumulate([
      calls({ index: 0, id: 'a', function: { name: 'one', arguments: '{"x":1}' } }),
      calls({ index: 0, id: 'b', function: { name: 'one', arguments: '{"x":2}' } }),
      calls({ index: 0, function: { name: 'two', arguments: '{"y":3}' } }),
    ]);
    expect(message.tool_calls).toEqual([
      call('a', 'one', '{"x":1}'),
      call('b', 'one', '{"x":2}'),
      call('made-1', 'two', '{"y":3}'),
    ]);
  });

  test('a new name on the same index begins a call although the one under way has no arguments', () => {
    const { message } = accumulate([
      calls({ index: 0, function: { name: 'list_zones', arguments: '' } }),
      calls({ index: 0, function: { name: 'get_device', arguments: '{"device_id":"D1"}' } }),
    ]);
    expect(message.tool_calls).toEqual([
      call('made-1', 'list_zones', '{}'),
      call('made-2', 'get_device', '{"device_id":"D1"}'),
    ]);
  });

  test('calls without index and id are told apart by name and by complete arguments', () => {
    const { message } = accumulate([
      calls({ function: { name: 'one', arguments: '{"x":' } }),
      calls({ function: { arguments: '1}' } }),
      calls({ function: { name: 'one', arguments: '{"x":2}' } }),
    ]);
    expect(message.tool_calls).toEqual([call('made-1', 'one', '{"x":1}'), call('made-2', 'one', '{"x":2}')]);
  });

  test('pieces without index find their call by id, else by position', () => {
    const { message } = accumulate([
      calls({ id: 'a', function: { name: 'one' } }, { id: 'b', function: { name: 'two' } }),
      calls({ id: 'a', function: { arguments: '{"x"' } }),
      calls({ function: { arguments: ':1}' } }, { function: { arguments: '{"y":2}' } }),
    ]);
    expect(message.tool_calls).toEqual([call('a', 'one', '{"x":1}'), call('b', 'two', '{"y":2}')]);
  });

  test('a server that repeats the name, or invents an id for every piece, still makes one call', () => {
    const repeated = accumulate([
      calls({ index: 0, id: 'a', function: { name: 'one', arguments: '{"x"' } }),
      calls({ index: 0, id: 'a', function: { name: 'one', arguments: ':1}' } }),
    ]);
    const invented = accumulate([
      calls({ index: 0, id: 'a', function: { name: 'one', arguments: '{"x"' } }),
      calls({ index: 0, id: 'b', function: { arguments: ':1}' } }),
    ]);
    expect(repeated.message.tool_calls).toEqual([call('a', 'one', '{"x":1}')]);
    expect(invented.message.tool_calls).toEqual([call('a', 'one', '{"x":1}')]);
  });

  test.each([
    [{ x: 1 }, '{"x":1}'],
    ['', '{}'],
    [null, '{}'],
    ['null', '{}'],
    ['"{\\"x\\":1}"', '{"x":1}'],
    ['{"x": 1,', '{"x": 1,'],
  ])('arguments %j become %s', (given, expected) => {
    const { message } = accumulate([calls({ index: 0, id: 'a', function: { name: 'one', arguments: given } })]);
    expect(message.tool_calls?.[0]?.function.arguments).toBe(expected);
  });

  test('two calls with the same id get ids of their own, and a call without a name is dropped', () => {
    const { message } = accumulate([
      calls(
        { index: 0, id: 'a', function: { name: 'one', arguments: '{}' } },
        { index: 1, id: 'a', function: { name: 'two', arguments: '{}' } },
        { index: 2, id: 'c', function: { arguments: '{}' } },
      ),
    ]);
    expect(message.tool_calls?.map(({ id }) => id)).toEqual(['a', 'made-1']);
  });
});

describe('finish reason', () => {
  test.each([
    ['stop', true, 'tool_calls'],
    ['function_call', true, 'tool_calls'],
    ['tool_calls', false, 'stop'],
    ['eos', false, 'stop'],
    ['length', true, 'length'],
    ['content_filter', false, 'content_filter'],
  ])('%s with calls %s reads %s', (given, hasCalls, expected) => {
    const part = hasCalls ? { tool_calls: [{ id: 'a', function: { name: 'one' } }] } : { content: 'Hi.' };
    expect(accumulate([delta(part, given)]).completion.choices[0].finish_reason).toBe(expected);
  });

  test('a stream that never says why it stopped is not finished', () => {
    expect(accumulate([delta({ content: 'Hi' })]).finished).toBe(false);
    expect(accumulate([delta({ content: 'Hi' }), delta({}, 'stop')]).finished).toBe(true);
  });
});

describe('text', () => {
  test('both reasoning fields are kept apart from the content', () => {
    const { message, deltas } = accumulate([
      delta({ reasoning_content: 'First ' }),
      delta({ reasoning: 'second.' }),
      delta({ content: 'Done.' }, 'stop'),
    ]);
    expect(message).toEqual({ role: 'assistant', content: 'Done.', reasoning: 'First second.' });
    expect(deltas.map(({ type }) => type)).toEqual(['reasoning', 'reasoning', 'text']);
  });

  test('content in parts, as Mistral sends it, is joined', () => {
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] };
    const { message } = accumulate([delta({ content: [thinking, { type: 'text', text: 'Yes.' }] }, 'stop')]);
    expect(message).toEqual({ role: 'assistant', content: 'Yes.', reasoning: 'Hm.' });
  });

  test('usage is taken from a chunk without choices', () => {
    const { completion } = accumulate([
      delta({ content: 'Hi.' }, 'stop'),
      { choices: [], usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 } },
    ]);
    expect(completion.usage).toEqual({ prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 });
  });

  test('control, bidi and zero-width characters are removed, joined emoji stay', () => {
    const { message } = accumulate([delta({ content: 'a\u001B[31mb\u202Ec\u200B\n👩‍🔧' }, 'stop')]);
    expect(message.content).toBe('a[31mbc\n👩‍🔧');
  });

  test('a printed call is recognised and its text is never shown', () => {
    const printed = [
      'Let me look.\n<tool',
      '_call>{"name":"get_device","argu',
      'ments":{"device_id":"D1"}}</tool_call>',
    ];
    const { completion, message, text } = accumulate(
      [...printed.map((content) => delta({ content })), delta({}, 'stop')],
      ['get_device'],
    );
    expect(message).toEqual({
      role: 'assistant',
      content: 'Let me look.',
      tool_calls: [call('made-1', 'get_device', '{"device_id":"D1"}')],
    });
    expect(completion.calls_from_text).toBe(true);
    expect(text).toBe('Let me look.');
  });

  test('text that only looked like a call is shown in the end', () => {
    const { message, text } = accumulate([delta({ content: '{"co2":' }), delta({ content: '612}' }, 'stop')], ['one']);
    expect(message.content).toBe('{"co2":612}');
    expect(text).toBe('{"co2":612}');
  });
});

describe('any chunking', () => {
  const anyText = fc.array(
    fc.constantFrom(
      '<think>',
      '</think>',
      '<tool_call>',
      '</tool_call>',
      '{"a":1}',
      '```',
      'CO₂ ',
      '\n',
      '<',
      'ok',
      '👩‍🔧',
    ),
    { maxLength: 12 },
  );
  const anyArguments = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value));
  const anyCalls = fc.array(fc.record({ name: fc.constantFrom('one', 'two'), args: anyArguments }), { maxLength: 4 });

  /** Pieces of `text` of the given lengths, in turn; surrogate pairs may be split. */
  function pieces(text: string, lengths: readonly number[]): string[] {
    const found: string[] = [];
    for (let at = 0, turn = 0; at < text.length; turn += 1) {
      const length = lengths[turn % lengths.length] ?? 1;
      found.push(text.slice(at, at + length));
      at += length;
    }
    return found;
  }

  const anyLengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

  test('gives the same message as one chunk, with and without indexes', () => {
    fc.assert(
      fc.property(anyText, anyCalls, anyLengths, fc.boolean(), (words, wanted, lengths, indexed) => {
        const text = words.join('');
        const place = (index: number) => (indexed ? { index } : {});
        const whole = wanted.map(({ name, args }, i) => ({
          ...place(i),
          id: `c${i}`,
          function: { name, arguments: args },
        }));
        const parts = wanted.flatMap(({ name, args }, i) => [
          calls({ ...place(i), id: `c${i}`, type: 'function', function: { name, arguments: '' } }),
          ...pieces(args, lengths).map((piece) => calls({ ...place(i), function: { arguments: piece } })),
        ]);
        const once = accumulate([delta({ content: text, tool_calls: whole }, 'stop')], ['one', 'two']);
        const chunked = accumulate(
          [...pieces(text, lengths).map((content) => delta({ content })), ...parts, delta({}, 'stop')],
          ['one', 'two'],
        );
        expect(chunked.completion.choices).toEqual(once.completion.choices);
        expect(once.message.tool_calls ?? []).toEqual(wanted.map(({ name, args }, i) => call(`c${i}`, name, args)));
      }),
    );
  });

  test('the pieces of text that were shown add up to the content', () => {
    fc.assert(
      fc.property(anyText, anyLengths, fc.boolean(), (words, lengths, toolsOffered) => {
        const text = words.join('');
        // Thoughts whose opening tag the template hid cannot be known before their end.
        fc.pre(!text.includes('</think>') || text.trimStart().startsWith('<think>'));
        const shown = accumulate(
          [...pieces(text, lengths).map((content) => delta({ content })), delta({}, 'stop')],
          toolsOffered ? ['one'] : [],
        );
        expect(shown.text).toBe(shown.message.content ?? '');
      }),
    );
  });
});

import type { LLMBackend } from '@nexus/llm';
import { expect, test } from 'vitest';
import type { HostOptions } from '../../src/host.ts';
import type { HostConfig } from '../../src/config.ts';
import { Events, hostOver, until } from '../fixtures/host.ts';
import { calls, says, scripted, type Turn } from '../fixtures/scripted-backend.ts';
import { building, serverLog } from '../fixtures/targets.ts';
import { expectValid } from '../fixtures/valid-history.ts';

/** A host over a fresh building server, and a conversation in which the model says what the turns are. */
async function conversing(turns: Turn[], config: Partial<HostConfig> = {}, options: HostOptions = {}) {
  const log = serverLog();
  const backend = scripted(...turns);
  const host = hostOver([building({ log })], backend, config, options);
  const conversation = await host.startConversation();
  const events = new Events();
  const ask = (question: string, signal?: AbortSignal) =>
    conversation.ask(question, { signal, onEvent: events.listen });
  const results = () => conversation.messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
  return { log, backend, host, conversation, events, ask, results, [Symbol.asyncDispose]: () => host.shutdown() };
}

test('a question is answered from what the tools return', async () => {
  await using run = await conversing([calls(['read_point', { point: 'lobby' }]), says('21.5 °C in the lobby')]);
  const finished = await run.ask('How warm is it?');
  expect(finished).toMatchObject({ status: 'answered', answer: '21.5 °C in the lobby', iterations: 2, tool_calls: 1 });
  expect(finished.usage).toEqual({ prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 });
  expect(run.results()).toEqual(['{"point":"lobby","value":21.5,"unit":"°C"}']);
  expect(run.events.all.map(({ type }) => type)).toEqual([
    'run_started',
    'model_started',
    'tool_call_started',
    'tool_call_finished',
    'model_started',
    'text_delta',
    'run_finished',
  ]);
});

test('the model is told the time in the building, the rules and what trusted servers say about their tools', async () => {
  await using run = await conversing([says('hello')], {}, { now: () => Date.parse('2026-07-01T10:00:00Z') });
  await run.ask('Hello');
  const [system] = run.backend.requests[0]?.messages ?? [];
  expect(system?.role).toBe('system');
  expect(system?.content).toContain('2026-07-01T12:00:00+02:00');
  expect(system?.content).toContain('building: Ask the lobby first.');
});

test('a conversation remembers, and a query stands for itself', async () => {
  await using run = await conversing([says('one'), says('two'), says('three')]);
  await run.ask('first');
  await run.ask('second');
  await run.host.query('third');
  expect(run.backend.requests.map(({ messages }) => messages.length)).toEqual([2, 4, 2]);
});

test('reads of one turn run at the same time, and their results keep the order of the calls', async () => {
  await using run = await conversing([
    calls(['read_point', { point: 'slow', wait_ms: 300 }], ['read_point', { point: 'quick', wait_ms: 0 }]),
  ]);
  await run.ask('both');
  expect(run.log.lines().slice(1)).toEqual([
    'begin read_point slow',
    'begin read_point quick',
    'read_point quick',
    'read_point slow',
  ]);
  expect(run.results().map((text) => text.slice(0, 15))).toEqual(['{"point":"slow"', '{"point":"quick']);
});

test('what writes runs alone and in its place among the reads', async () => {
  await using run = await conversing(
    [
      calls(
        ['read_point', { point: 'before', wait_ms: 100 }],
        ['set_point', { point: 'a', value: 1 }],
        ['set_point', { point: 'b', value: 2 }],
        ['read_point', { point: 'after' }],
      ),
    ],
    {},
    { allowWrites: true },
  );
  await run.ask('set both');
  expect(run.log.lines().slice(1)).toEqual([
    'begin read_point before',
    'read_point before',
    'set_point a 1',
    'set_point b 2',
    'begin read_point after',
    'read_point after',
  ]);
});

test('errors go back to the model, and the next round can do better', async () => {
  await using run = await conversing([calls(['fail']), calls(['read_point', { pont: 'x' }]), says('no')]);
  const { status } = await run.ask('How warm is it in the lobbi?');
  expect(status).toBe('answered');
  expect(run.results()[0]).toBe('Error: There is no zone "Lobbi".\nDid you mean Lobby?');
  expect(run.results()[1]).toBe(
    `Error: the arguments do not fit read_point, so it was not called.
- point: is missing, a value of type string
- pont: is not an argument; there are point, limit, wait_ms
Call it again, for example with {"point":"…"}`,
  );
  expect(run.events.of('tool_call_finished').map((event) => event.status)).toEqual(['error', 'refused']);
});

test('an unknown tool is answered with the names that it may have meant', async () => {
  await using run = await conversing([calls(['read_points'])]);
  await run.ask('x');
  expect(run.results()).toEqual(['Error: there is no tool "read_points". There are: read_point, set_point.']);
});

test('arguments are repaired for a read, and what cannot be read is not called', async () => {
  await using run = await conversing([
    calls(['read_point', "{'point': 'lobby', limit: '5'"], ['read_point', 'the lobby please']),
  ]);
  await run.ask('x');
  expect(run.results()[0]).toContain('21.5');
  expect(run.results()[1]).toContain('not a JSON object, so the tool was not called');
  expect(run.log.count('begin read_point lobby')).toBe(1);
});

test('a write is not run on repaired arguments', async () => {
  await using run = await conversing([calls(['set_point', '{"point":"a","value":12'])], {}, { allowWrites: true });
  await run.ask('set a to 120');
  expect(run.results()[0]).toContain('nothing was changed');
  expect(run.log.lines()).toHaveLength(1);
});

test('the same call is not run a third time, and a model that does not listen must sum up', async () => {
  const same = calls(['read_point', { point: 'a' }]);
  const stuck = Array.from({ length: 5 }, () => same);
  await using run = await conversing([...stuck, says('it is 21.5 °C')]);
  const finished = await run.ask('x');
  expect(run.log.count('read_point a')).toBe(2);
  expect(run.results()[2]).toBe('Not run: you made exactly this call twice already. Use its results above.');
  expect(finished).toMatchObject({ status: 'partial', iterations: 6 });
  expect(finished.answer).toBe('Partial answer (it kept repeating the same call): it is 21.5 °C');
});

test('after the last round of calls a summary without tools is forced, and it says that it is partial', async () => {
  const turns = [1, 2, 3].map((i) => calls(['read_point', { point: `p${i}` }]));
  await using run = await conversing([...turns, says('so far so good')], { maxToolIterations: 3 });
  const finished = await run.ask('x');
  expect(finished).toMatchObject({ status: 'partial', iterations: 4, tool_calls: 3 });
  expect(finished.answer).toBe('Partial answer (the limit of 3 rounds of tool calls was reached): so far so good');
  expect(run.backend.requests.map(({ tools }) => tools?.length)).toEqual([11, 11, 11, undefined]);
  expect(run.conversation.messages.map(({ role }) => role)).toEqual([
    'user',
    'assistant',
    'tool',
    'assistant',
    'tool',
    'assistant',
    'tool',
    'assistant',
  ]);
});

test('a result of 5 MB is cut for the model, and the cut is marked', async () => {
  await using run = await conversing([calls(['big'])]);
  await run.ask('x');
  const [result = ''] = run.results();
  expect(result.length).toBeLessThan(41_000);
  expect(result).toMatch(/^first x+\n\[… 4960011 of 5000011 characters left out here.+"r1" shows more …\]\nx+ last$/u);
});

test('what was cut can be read on, part by part', async () => {
  const rest = { result_id: 'r1', offset: 4_999_991, length: 500 };
  await using run = await conversing([
    calls(['big']),
    calls(['read_result', rest], ['read_result', { result_id: 'r9' }]),
  ]);
  await run.ask('x');
  expect(run.backend.requests.map(({ tools }) => tools?.at(-1)?.function.name)).toEqual([
    'set_point',
    'read_result',
    'read_result',
  ]);
  const [, part, absent] = run.results();
  expect(part).toBe(`[characters 4999991 to 5000011 of 5000011; this is the end]\n${'x'.repeat(15)} last`);
  expect(absent).toBe('Error: There is no kept result r9.\nKept are: r1. Call the tool again for one that is gone.');
});

test('a conversation that outgrows the context is summed up, and the last two questions stay as they were', async () => {
  const long = 'warm '.repeat(600);
  const answers = [1, 2, 3, 4].map((i) => says(`${i} ${long}`));
  // 4,000 tokens hold three such answers of 3,000 characters at most.
  await using run = await conversing([...answers, says('He asked about rooms.'), says('fine')]);
  run.backend.context_tokens = 4_000;
  for (const question of ['one', 'two', 'three', 'four', 'five']) await run.ask(question);
  const [compacted] = run.events.of('context_compacted');
  expect(compacted?.questions).toBeGreaterThan(0);
  expect(compacted?.after_tokens).toBeLessThan(compacted?.before_tokens ?? 0);
  const told = run.backend.requests.at(-1)?.messages ?? [];
  expect(told[1]?.content).toContain('Summary of the earlier conversation');
  expect(told.at(-1)).toEqual({ role: 'user', content: 'five' });
  expectValid(run.conversation.messages);
});

test('a question that is longer than the context ends with that as its fault, and is not cut in silence', async () => {
  await using run = await conversing([says('one'), says('two')]);
  run.backend.context_tokens = 2_000;
  const finished = await run.ask('x'.repeat(15_000));
  expect(finished).toMatchObject({ status: 'failed' });
  expect(finished.fault).toContain('The question has 15000 characters');
  expect(run.backend.requests).toEqual([]);
});

test('a text that does not end is stopped, and is a partial answer', async () => {
  const backend = scripted();
  let stopped = false;
  const babbling: LLMBackend = {
    ...backend,
    chatCompletion: ({ onDelta, signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          stopped = true;
          reject(signal.reason as Error);
        });
        for (let i = 0; i < 100; i += 1) onDelta?.({ type: 'text', text: 'and so on '.repeat(1_000) });
      }),
  };
  await using host = hostOver([building()], babbling);
  const finished = await host.query('x');
  expect(finished.status).toBe('partial');
  expect(finished.answer.length).toBeLessThan(101_000);
  expect(stopped).toBe(true);
});

test('a backend that does not listen to its signal cannot hold up a question that is stopped', async () => {
  const deaf: LLMBackend = { ...scripted(), chatCompletion: () => new Promise(() => {}) };
  await using host = hostOver([building()], deaf);
  const conversation = await host.startConversation();
  expect(await conversation.ask('x', { signal: AbortSignal.timeout(50) })).toMatchObject({ status: 'cancelled' });
});

test('escape sequences and reversed text do not reach the model', async () => {
  await using run = await conversing([calls(['hostile'])]);
  await run.ask('x');
  expect(run.results()).toEqual(['red and reversed\nnext line']);
});

test('without anybody to ask, what writes is refused and the model is told', async () => {
  await using run = await conversing([calls(['set_point', { point: 'a', value: 1 }])]);
  await run.ask('set a');
  expect(run.results()[0]).toContain('--allow-writes');
  expect(run.events.of('tool_call_finished')).toMatchObject([{ status: 'refused' }]);
  expect(run.log.lines()).toHaveLength(1);
});

test('an approval holds once or for the session, and a refusal holds', async () => {
  const set = (value: number) => calls(['set_point', { point: 'a', value }]);
  const asked: unknown[] = [];
  const answers = ['refuse', 'once', 'session'] as const;
  await using run = await conversing(
    [set(1), says('1'), set(2), says('2'), set(3), says('3'), set(4), says('4')],
    {},
    {
      approve: (request) => {
        asked.push(request.arguments['value']);
        return Promise.resolve(answers[asked.length - 1] ?? 'refuse');
      },
    },
  );
  for (const question of ['one', 'two', 'three', 'four']) await run.ask(question);
  expect(asked).toEqual([1, 2, 3]);
  expect(run.log.lines().slice(1)).toEqual(['set_point a 2', 'set_point a 3', 'set_point a 4']);
});

test('a host that may only read does not even offer what writes', async () => {
  await using run = await conversing(
    [calls(['set_point', { point: 'a', value: 1 }])],
    { readOnly: true },
    { allowWrites: true },
  );
  await run.ask('set a');
  const offered = run.backend.requests[0]?.tools?.map((tool) => tool.function.name);
  expect(offered).toEqual([
    'big',
    'die_reading',
    'fail',
    'get_statistics',
    'get_time_series',
    'grow',
    'hang',
    'hostile',
    'read_point',
  ]);
  expect(run.results()[0]).toContain('there is no tool "set_point"');
});

test('a question that is stopped during a call leaves every call answered, and the next one works', async () => {
  const controller = new AbortController();
  await using run = await conversing(
    [calls(['hang'], ['set_point', { point: 'a', value: 1 }], ['read_point', { point: 'b' }]), says('back again')],
    {},
    { allowWrites: true },
  );
  const asking = run.ask('x', controller.signal);
  await until(() => run.log.count('hang') === 1);
  controller.abort();
  expect(await asking).toMatchObject({ status: 'cancelled', answer: '' });
  expect(run.results()).toEqual([
    'Stopped by the person before an answer came; it may have taken effect or not.',
    'Not run: the person stopped this question.',
    'Not run: the person stopped this question.',
  ]);
  await until(() => run.log.count('hang cancelled') === 1);
  expect(await run.ask('again')).toMatchObject({ status: 'answered', answer: 'back again' });
  expect(run.log.lines()).not.toContain('set_point a 1');
});

test('a tool that is added during a run can be called in the next round', async () => {
  await using run = await conversing([
    calls(['grow']),
    async () => {
      await until(() => run.host.tools.length === 31);
      return calls(['grown_7']);
    },
    says('done'),
  ]);
  await run.ask('x');
  expect(run.results()).toEqual(['grown', 'new 7']);
});

test('a model that fails ends the run with its reason, and the conversation goes on', async () => {
  const { NexusError } = await import('@nexus/models');
  await using run = await conversing([
    () => Promise.reject(new NexusError('unavailable', 'The model server is gone.', { hint: 'Start it.' })),
    says('here I am'),
  ]);
  expect(await run.ask('x')).toMatchObject({ status: 'failed', fault: 'The model server is gone. Start it.' });
  expect(await run.ask('y')).toMatchObject({ status: 'answered', answer: 'here I am' });
  expect(run.conversation.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
});

test('an empty answer is a failure and not an answer', async () => {
  await using run = await conversing([says('')]);
  const fault = 'The model gave an empty answer. Ask again.';
  expect(await run.ask('x')).toMatchObject({ status: 'failed', fault });
});

test('two questions at once in one conversation are a conflict', async () => {
  await using run = await conversing([says('one')]);
  const first = run.ask('one');
  await expect(run.ask('two')).rejects.toMatchObject({ code: 'conflict' });
  expect(await first).toMatchObject({ status: 'answered' });
});

test('a server that is not there is named before the answer', async () => {
  const backend = scripted(says('I have nothing.'));
  const host = hostOver([building({ name: 'telemetry', start: 'crash' })], backend);
  const events = new Events();
  await host.query('x', { onEvent: events.listen });
  await host.shutdown();
  expect(events.of('notice')[0]?.text).toContain('The server telemetry is not connected');
  expect(backend.requests[0]?.messages[0]?.content).toContain('Not reachable at the moment: telemetry.');
});

test('shutting the host down ends a running question and refuses the next', async () => {
  const run = await conversing([calls(['hang'])]);
  const asking = run.ask('x');
  await until(() => run.log.count('hang') === 1);
  await run.host.shutdown();
  expect(await asking).toMatchObject({ status: 'cancelled' });
  await expect(run.host.query('y')).rejects.toMatchObject({ code: 'unavailable' });
});

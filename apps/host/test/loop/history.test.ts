import type { ChatMessage } from '@nexus/llm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitHistory, sizeOfAll, wellFormedTurn } from '../../src/loop/history.ts';
import { calls, says, toolCall } from '../fixtures/scripted-backend.ts';
import { expectValid } from '../fixtures/valid-history.ts';

function turn(question: string, resultChars: number): ChatMessage[] {
  const result: ChatMessage = { role: 'tool', tool_call_id: 'call_0', content: 'r'.repeat(resultChars) };
  return [{ role: 'user', content: question }, calls(['read_point']), result, says('answer')];
}

test('a conversation that is too long loses its oldest questions whole', () => {
  const messages = [...turn('one', 1_000), ...turn('two', 1_000), ...turn('three', 1_000)];
  const kept = fitHistory(messages, 2_600);
  expect(kept).toEqual([...turn('two', 1_000), ...turn('three', 1_000)]);
});

test('when the last question alone is too long, its older results lose their content but not their place', () => {
  const [user, first, result] = turn('one', 5_000);
  const last: ChatMessage = { role: 'tool', tool_call_id: 'call_0', content: 'newest'.repeat(100) };
  const kept = fitHistory(
    [user, first, result, calls(['read_point']), last].filter((each) => each !== undefined),
    2_000,
  );
  expect(kept.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant', 'tool']);
  expect(kept[2]?.content).toContain('left out');
  expect(kept[4]).toBe(last);
});

test('when even the newest results are too long, each of them is cut to the same share', () => {
  const result = (id: string): ChatMessage => ({ role: 'tool', tool_call_id: id, content: 'r'.repeat(5_000) });
  const asked = calls(['read_point'], ['read_point']);
  const kept = fitHistory([{ role: 'user', content: 'q' }, asked, result('call_0'), result('call_1')], 3_000);
  const [first = '', second] = kept.slice(2).map(({ content }) => content ?? '');
  expect(first.length).toBeLessThan(1_600);
  expect(first).toContain('left out here');
  expect(second).toBe(first);
});

test('what is left is always a valid conversation that begins with a question and ends as it did', () => {
  const sizes = fc.array(fc.nat({ max: 5_000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 20_000 }), (results, maxChars) => {
      const messages = results.flatMap((size, i) => turn(`question ${i}`, size));
      const kept = fitHistory(messages, maxChars);
      expectValid(kept);
      // The frame of the last question, without the content of its result, is below 300.
      expect(sizeOfAll(kept)).toBeLessThanOrEqual(Math.max(maxChars, 300));
      expect(kept[0]?.role).toBe('user');
      expect(kept.at(-1)).toBe(messages.at(-1));
    }),
  );
});

test('whatever is made of the calls of a turn, the thoughts behind them stay', () => {
  const message = { ...says(''), tool_calls: [toolCall('x', 'a'), toolCall('x', 'b')], reasoning: 'I should look.' };
  expect(wellFormedTurn(message).reasoning).toBe('I should look.');
});

test('calls without an id, or with one for two, get ids of their own', () => {
  const message = { ...says(''), tool_calls: [toolCall('', 'a'), toolCall('x', 'b'), toolCall('x', 'c')] };
  expect(wellFormedTurn(message).tool_calls.map(({ id }) => id)).toEqual(['call_0', 'x', 'x_2']);
});

test('of hundreds of calls in one turn 32 stay, and arguments without end are not kept', () => {
  const many = Array.from({ length: 500 }, (_, i) => toolCall(`c${i}`, 'a'));
  expect(wellFormedTurn({ ...says(''), tool_calls: many }).tool_calls).toHaveLength(32);
  const [long] = wellFormedTurn({ ...says(''), tool_calls: [toolCall('x', 'a', 'y'.repeat(200_000))] }).tool_calls;
  expect(long?.function.arguments).toBe('[200000 characters]');
});

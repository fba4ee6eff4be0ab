import { expect, test } from 'vitest';
import { isContextOverflow } from '../src/context-overflow.ts';
import { createRemoteBackend } from '../src/remote.ts';
import { retryWaitMs } from '../src/retry.ts';
import { answer, hang, refusal, type Reply, startChatServer } from '../src/testing.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const failure = (status: number, headers: Record<string, string> = {}) => ({ status, headers: new Headers(headers) });

test.each<[string, unknown, number | undefined]>([
  ['seconds', failure(429, { 'retry-after': '3' }), 3_000],
  ['milliseconds, which are exacter', failure(429, { 'retry-after': '3', 'retry-after-ms': '40' }), 40],
  ['a date', failure(503, { 'retry-after': 'Thu, 01 Jan 2026 00:00:10 GMT' }), 10_000],
  ['a date that is over', failure(503, { 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }), 0],
  ['longer than anybody waits', failure(429, { 'retry-after': '3600' }), undefined],
  ['nothing, of a request that is refused for good', failure(400, { 'retry-after': '1' }), undefined],
])('a server that asks for %s is obeyed', (_what, error, expected) => {
  expect(retryWaitMs(error, 0, NOW)).toBe(expected);
});

test.each([0, 1, 2])('without a word the wait of attempt %i is half a second doubled, more or less', (attempt) => {
  const wait = retryWaitMs(failure(500), attempt) ?? 0;
  expect(wait).toBeGreaterThanOrEqual(500 * 2 ** attempt * 0.75);
  expect(wait).toBeLessThanOrEqual(500 * 2 ** attempt * 1.25);
});

const backendOf = (base_url: string, timeout_ms = 60_000) =>
  createRemoteBackend({ base_url, model: 'm', max_retries: 2, timeout_ms });

test('an abort ends the wait for a busy server at once', async () => {
  await using server = await startChatServer(refusal(429, 'busy', { 'retry-after': '50' }));
  const controller = new AbortController();
  const reason = new Error('Enough.');
  const answering = backendOf(server.base_url).chatCompletion({ messages: [], signal: controller.signal });
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort(reason);
  await expect(answering).rejects.toBe(reason);
});

test('the wait that a server asks for does not count as its silence', async () => {
  await using server = await startChatServer(
    refusal(503, 'loading', { 'retry-after-ms': '300' }),
    answer({ content: 'Hi.' }),
  );
  const { choices } = await backendOf(server.base_url, 250).chatCompletion({ messages: [] });
  expect(choices[0].message.content).toBe('Hi.');
});

test('a server that asks for an hour is not waited for, and the hint says how long it wants', async () => {
  await using server = await startChatServer(refusal(429, 'busy', { 'retry-after': '3600' }));
  await expect(backendOf(server.base_url).chatCompletion({ messages: [] })).rejects.toMatchObject({
    code: 'limit_exceeded',
    hint: 'Wait 3600 s and ask again.',
  });
  expect(server.requests).toHaveLength(1);
});

test('a connection that breaks is tried again, a silent server is not', async () => {
  const broken: Reply = (response) => void response.destroy();
  await using recovering = await startChatServer(broken, answer({ content: 'Hi.' }));
  await using silent = await startChatServer(hang);
  const { choices } = await backendOf(recovering.base_url).chatCompletion({ messages: [] });
  expect(choices[0].message.content).toBe('Hi.');
  await expect(backendOf(silent.base_url, 80).chatCompletion({ messages: [] })).rejects.toMatchObject({
    code: 'unavailable',
  });
  // On a loaded machine it may be given up before it has heard of the request.
  expect(silent.requests.length).toBeLessThanOrEqual(1);
});

test.each([
  "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens",
  'the request exceeds the available context size, try increasing it',
  'prompt is too long: 210000 tokens > 200000 maximum',
  'The input token count exceeds the maximum number of tokens allowed',
])('a conversation that is too long is told apart from other limits: %s', async (said) => {
  await using server = await startChatServer(refusal(400, said), refusal(429, 'busy', { 'retry-after': '99' }));
  const backend = backendOf(server.base_url);
  const ask = async () => await backend.chatCompletion({ messages: [] }).catch((error: unknown) => error);
  const [tooLong, busy] = [await ask(), await ask()];
  expect(tooLong).toMatchObject({ code: 'limit_exceeded' });
  expect([isContextOverflow(tooLong), isContextOverflow(busy)]).toEqual([true, false]);
});

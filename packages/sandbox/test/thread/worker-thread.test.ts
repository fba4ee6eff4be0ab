import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { WorkerThread } from '../../src/thread/worker-thread.ts';
import { workerCommand } from '../../src/worker-command.ts';
import { WorkerProcess } from '../../src/worker-process.ts';

const command = workerCommand({ kind: 'run', layers: new Set(['permission']), memoryBytes: 64 << 20 });
const LIMITS = { timeoutMs: 20_000, maxAnswerBytes: 10_000 };

function request(code: string) {
  const run = { code, args: '{}', time_ms: 20_000, max_result_bytes: 1_000 };
  return { nonce: randomUUID(), kind: 'run', run } as const;
}

test('the first worker is started at once, the others by the thread, and each answers', async () => {
  using thread = new WorkerThread();
  const workers = [thread.start(command), thread.start(command), thread.start(command)];
  expect(workers.map((worker) => worker instanceof WorkerProcess)).toEqual([true, false, false]);
  const replies = workers.map(async (worker, i) => {
    await worker.ready;
    return await worker.ask(request(`export const main = () => ${i}`), LIMITS);
  });
  expect(await Promise.all(replies)).toEqual([0, 1, 2].map((i) => ({ kind: 'value', json: String(i) })));
  for (const worker of workers) await expect.poll(() => worker.isAlive, { timeout: 20_000 }).toBe(false);
});

test('a worker of the thread is killed at its limit, cancelled by its signal, and lost with its process', async () => {
  using thread = new WorkerThread();
  thread.start(command).kill();
  const endless = request('export function main() { for (;;) {} }');
  const [late, unwanted, lost] = [thread.start(command), thread.start(command), thread.start(command)];
  await Promise.all([late.ready, unwanted.ready, lost.ready]);
  expect(await late.ask(endless, { ...LIMITS, timeoutMs: 300 })).toEqual({ kind: 'killed' });
  expect(await unwanted.ask(endless, { ...LIMITS, signal: AbortSignal.timeout(300) })).toEqual({ kind: 'cancelled' });
  const reply = lost.ask(endless, LIMITS);
  lost.kill();
  expect(await reply).toEqual({ kind: 'crashed' });
  expect(await lost.ask(endless, LIMITS)).toEqual({ kind: 'crashed' });
});

test('what the thread cannot start says why', async () => {
  using thread = new WorkerThread();
  thread.start(command).kill();
  const absent = thread.start({ ...command, file: '/nowhere/node' });
  await expect(absent.ready).rejects.toThrow('ENOENT');
  await expect.poll(() => absent.isAlive).toBe(false);
  const broken = thread.start({ ...command, args: ['--no-such-option'] });
  await expect(broken.ready).rejects.toThrow('bad option');
});

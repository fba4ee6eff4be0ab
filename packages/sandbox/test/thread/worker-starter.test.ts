import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { WorkerStarter } from '../../src/thread/worker-starter.ts';
import { workerCommand } from '../../src/worker-command.ts';
import { WorkerProcess } from '../../src/worker-process.ts';

const command = workerCommand({ kind: 'run', layers: new Set(['permission']), memoryBytes: 64 << 20 });
const LIMITS = { timeoutMs: 20_000, maxAnswerBytes: 10_000 };

function request(code: string) {
  const run = { code, args: '{}', time_ms: 20_000, max_result_bytes: 1_000 };
  return { nonce: randomUUID(), kind: 'run', run } as const;
}

test('the first worker is started at once, the others by the thread, and each answers', async () => {
  using starter = new WorkerStarter();
  const workers = [starter.start(command), starter.start(command), starter.start(command)];
  expect(workers.map((worker) => worker instanceof WorkerProcess)).toEqual([true, false, false]);
  const replies = workers.map(async (worker, i) => {
    await worker.ready;
    return await worker.ask(request(`export const main = () => ${i}`), LIMITS);
  });
  expect(await Promise.all(replies)).toEqual([0, 1, 2].map((i) => ({ kind: 'value', json: String(i) })));
  for (const worker of workers) await expect.poll(() => worker.isAlive, { timeout: 20_000 }).toBe(false);
});

test('a worker of the thread is killed at its limit, cancelled by its signal, and has crashed when it is killed otherwise', async () => {
  using starter = new WorkerStarter();
  starter.start(command).kill();
  const endless = request('export function main() { for (;;) {} }');
  const [late, unwanted, lost] = [starter.start(command), starter.start(command), starter.start(command)];
  await Promise.all([late.ready, unwanted.ready, lost.ready]);
  expect(await late.ask(endless, { ...LIMITS, timeoutMs: 300 })).toEqual({ kind: 'killed' });
  expect(await unwanted.ask(endless, { ...LIMITS, signal: AbortSignal.timeout(300) })).toEqual({ kind: 'cancelled' });
  const reply = lost.ask(endless, LIMITS);
  lost.kill();
  expect(await reply).toEqual({ kind: 'crashed' });
  expect(await lost.ask(endless, LIMITS)).toEqual({ kind: 'crashed' });
});

test('what the thread cannot start says why', async () => {
  using starter = new WorkerStarter();
  starter.start(command).kill();
  const absent = starter.start({ ...command, file: '/nowhere/node' });
  await expect(absent.ready).rejects.toThrow('ENOENT');
  await expect.poll(() => absent.isAlive).toBe(false);
  const broken = starter.start({ ...command, args: ['--no-such-option'] });
  await expect(broken.ready).rejects.toThrow('bad option');
});

test('what runs when the thread ends has crashed, and the next worker gets another thread', async () => {
  using starter = new WorkerStarter();
  starter.start(command).kill();
  const [running, poisoned] = [starter.start(command), starter.start(command)];
  await Promise.all([running.ready, poisoned.ready]);
  const replies = [
    running.ask(request('export function main() { for (;;) {} }'), LIMITS),
    // Not to be said in JSON, which only this fault of ours could bring about.
    poisoned.ask(Object.assign(request(''), { nonce: 1n }), LIMITS),
  ];
  expect(await Promise.all(replies)).toEqual([{ kind: 'crashed' }, { kind: 'crashed' }]);
  expect([running.isAlive, poisoned.isAlive]).toEqual([false, false]);
  const next = starter.start(command);
  await next.ready;
  expect(await next.ask(request('export const main = () => 7'), LIMITS)).toEqual({ kind: 'value', json: '7' });
});

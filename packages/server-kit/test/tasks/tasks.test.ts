import { join } from 'node:path';
import { NexusError } from '@nexus/models';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { defineServer, toolFor } from '../../src/index.ts';
import { openSqlite, sqliteTasks, TASK_TABLE } from '../../src/sqlite.ts';
import { connect, type ConnectOptions } from '../../src/testing.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Something outside that takes its time: it ends when `finish` is called, and remembers what was done to it. */
class Kiln implements AsyncDisposable {
  #finished = Promise.withResolvers<number>();
  following = 0;
  cancelled: string[] = [];
  readonly tasks: ReturnType<typeof sqliteTasks>;

  constructor(tasks: ReturnType<typeof sqliteTasks>) {
    this.tasks = tasks;
  }

  finish(degrees: number): void {
    this.#finished.resolve(degrees);
  }

  fail(error: Error): void {
    this.#finished.reject(error);
  }

  async until(signal: AbortSignal): Promise<number> {
    this.following += 1;
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
    return Promise.race([this.#finished.promise, aborted]);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const Firing = z.object({ pot: z.string(), degrees: z.number().optional() });

const fire = toolFor<Kiln>()({
  name: 'fire_pot',
  title: 'Fire a pot',
  description: 'Fires a pot.',
  access: 'write',
  input: z.strictObject({ pot: z.string().describe('Which.') }),
  output: Firing,
  run({ pot }) {
    if (pot === 'cracked') throw new NexusError('conflict', 'The pot is cracked.');
    return { pot };
  },
  task: {
    async follow({ pot }, { deps, progress, signal }) {
      await progress(1, 2, 'warming up');
      return { pot, degrees: await deps.until(signal) };
    },
    async cancel({ pot }, { deps }) {
      if (pot === 'hot') throw new NexusError('conflict', 'The pot is too hot.');
      deps.cancelled.push(pot);
    },
  },
});

const look = toolFor<Kiln>()({
  name: 'look_in',
  title: 'Look in',
  description: 'Looks in.',
  access: 'read',
  input: z.strictObject({}),
  output: z.object({}),
  run: () => ({}),
});

const server = defineServer<z.ZodObject, Kiln>({
  name: 'kiln',
  title: 'Kiln',
  version: '1.0.0',
  description: 'A kiln.',
  instructions: 'Fires pots.',
  port: 1,
  config: z.object({}),
  open: () => Promise.reject(new Error('opened by the test')),
  tasks: (kiln) => kiln.tasks,
  tools: [fire, look],
  resources: [],
  prompts: [],
});

async function openKiln(path = ':memory:') {
  const options = { title: 'kiln', variable: 'KILN', applicationId: 1, migrations: [TASK_TABLE] };
  const file = await openSqlite({ path, synchronous: 'NORMAL', ...options });
  return { kiln: new Kiln(sqliteTasks(file)), [Symbol.dispose]: () => file.close() };
}

async function connected(kiln: Kiln, options: ConnectOptions = {}) {
  const { client, ...connection } = await connect(server, kiln, options);
  await client.listTools();
  const { tasks } = client.experimental;
  return {
    client,
    tasks,
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
    async start(pot: string) {
      const call = { name: 'fire_pot', arguments: { pot } };
      for await (const message of tasks.callToolStream(call, undefined, { task: { ttl: 60_000 } })) {
        if (message.type === 'taskCreated') return message.task;
      }
      throw new Error('no task was made');
    },
    result: (taskId: string) => tasks.getTaskResult(taskId, CallToolResultSchema),
    /** The status and message of a task, once it has them. */
    hasStatus: (taskId: string, expected: object) =>
      vi.waitFor(async () => expect(await tasks.getTask(taskId)).toMatchObject(expected), { timeout: 10_000 }),
  };
}

test('a call that is made a task is answered at once, tells how it goes, and gives its last answer', async () => {
  using open = await openKiln();
  await using it = await connected(open.kiln);
  const task = await it.start('vase');
  expect(task).toMatchObject({ status: 'working', ttl: 60_000 });
  await it.hasStatus(task.taskId, { status: 'working', statusMessage: 'warming up' });
  open.kiln.finish(1_200);
  expect(await it.result(task.taskId)).toMatchObject({
    structuredContent: { pot: 'vase', degrees: 1_200 },
    _meta: { 'io.modelcontextprotocol/related-task': { taskId: task.taskId } },
  });
  await it.hasStatus(task.taskId, { status: 'completed' });
  expect((await it.tasks.listTasks()).tasks.map(({ taskId }) => taskId)).toEqual([task.taskId]);
});

test('a plain call of the same tool is answered by itself', async () => {
  using open = await openKiln();
  await using it = await connected(open.kiln);
  const result = await it.client.callTool({ name: 'fire_pot', arguments: { pot: 'vase' } });
  expect(result.structuredContent).toEqual({ pot: 'vase' });
  expect(open.kiln.following).toBe(0);
  const tools = new Map((await it.client.listTools()).tools.map((tool) => [tool.name, tool.execution]));
  expect(tools.get('fire_pot')).toEqual({ taskSupport: 'optional' });
  expect(tools.get('look_in')?.taskSupport ?? 'forbidden').toBe('forbidden');
  const asTask = it.client.callTool({ name: 'look_in', arguments: {}, task: {} });
  await expect(asTask).rejects.toMatchObject({ code: -32601 });
});

test('a task that cannot begin has failed, with the reason as its result', async () => {
  using open = await openKiln();
  await using it = await connected(open.kiln);
  const task = await it.start('cracked');
  expect(task.status).toBe('failed');
  expect(await it.result(task.taskId)).toMatchObject({
    isError: true,
    content: [{ type: 'text', text: 'The pot is cracked.' }],
    _meta: { 'nexus/code': 'conflict' },
  });
});

test('a task that fails on its way says why, and what nobody should read stays in the log', async () => {
  using open = await openKiln();
  await using it = await connected(open.kiln);
  const task = await it.start('vase');
  open.kiln.fail(new Error('secret'));
  const result = await it.result(task.taskId);
  expect(result.isError).toBe(true);
  expect(JSON.stringify(result)).not.toContain('secret');
  await it.hasStatus(task.taskId, { status: 'failed' });
});

test('cancelling ends what was started, once', async () => {
  using open = await openKiln();
  await using it = await connected(open.kiln);
  const { taskId } = await it.start('vase');
  expect(await it.tasks.cancelTask(taskId)).toMatchObject({ status: 'cancelled' });
  expect(open.kiln.cancelled).toEqual(['vase']);
  expect(await it.result(taskId)).toMatchObject({ isError: true });
  await expect(it.tasks.cancelTask(taskId)).rejects.toMatchObject({ code: -32602 });
  open.kiln.finish(1_200);
  await it.hasStatus(taskId, { status: 'cancelled' });
});

test('what cannot be ended any more is not cancelled', async () => {
  using open = await openKiln();
  await using it = await connected(open.kiln);
  const { taskId } = await it.start('hot');
  await expect(it.tasks.cancelTask(taskId)).rejects.toThrow('too hot');
  open.kiln.finish(900);
  await it.hasStatus(taskId, { status: 'completed' });
});

test('a task survives its process: the next one follows it', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'kiln.db');
  let taskId: string;
  {
    using open = await openKiln(path);
    await using it = await connected(open.kiln);
    ({ taskId } = await it.start('vase'));
    await it.hasStatus(taskId, { statusMessage: 'warming up' });
  }
  using open = await openKiln(path);
  await using it = await connected(open.kiln);
  await it.hasStatus(taskId, { status: 'working' });
  expect(open.kiln.following).toBe(1);
  open.kiln.finish(1_100);
  expect(await it.result(taskId)).toMatchObject({ structuredContent: { degrees: 1_100 } });
});

test('nobody sees, waits for or cancels the task of another', async () => {
  using open = await openKiln();
  await using ann = await connected(open.kiln, { clientName: 'ann' });
  await using bob = await connected(open.kiln, { clientName: 'bob' });
  const { taskId } = await ann.start('vase');
  await expect(bob.tasks.getTask(taskId)).rejects.toMatchObject({ code: -32602 });
  await expect(bob.result(taskId)).rejects.toMatchObject({ code: -32602 });
  await expect(bob.tasks.cancelTask(taskId)).rejects.toMatchObject({ code: -32602 });
  expect((await bob.tasks.listTasks()).tasks).toEqual([]);
  expect(open.kiln.cancelled).toEqual([]);
  await using other = await connected(open.kiln, { clientName: 'ann' });
  expect(await other.tasks.getTask(taskId)).toMatchObject({ status: 'working' });
});

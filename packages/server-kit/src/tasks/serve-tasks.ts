import { setTimeout as sleep } from 'node:timers/promises';
import { NexusError } from '@nexus/models';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  type CallToolResult,
  CancelTaskRequestSchema,
  ErrorCode,
  GetTaskPayloadRequestSchema,
  GetTaskRequestSchema,
  ListTasksRequestSchema,
  RELATED_TASK_META_KEY,
  type Task,
} from '@modelcontextprotocol/sdk/types.js';
import type { Runtime } from '../call-context.ts';
import { failedResult, WireError } from '../fault.ts';
import { answer, type Extra } from '../request-handler.ts';
import type { Context, Principal, Tool } from '../tool.ts';
import { TaskRunner } from './task-runner.ts';
import type { StoredTask, TaskStore } from './task-store.ts';

const POLL_MS = 1_000;
const SHORTEST_MS = 60_000;
const USUAL_MS = 24 * 3_600_000;
const LONGEST_MS = 7 * 24 * 3_600_000;
const MAX_LISTED = 100;
/** A client without a name shares it with every other. */
const NOBODY = 'client:unknown';

/** One for all connections of a process. */
const runners = new WeakMap<object, TaskRunner<never>>();

/** The tasks of one connection. */
export class Tasks<Deps> {
  readonly #runtime: Runtime<Deps>;

  constructor(runtime: Runtime<Deps>) {
    this.#runtime = runtime;
  }

  /**
   * Makes a call a task: it is answered as it always is, and then followed.
   *
   * @param run Makes the call. What it throws is the task's end.
   */
  async start(
    tool: Tool<Deps>,
    ttl: number | undefined,
    context: Context<Deps>,
    run: () => Promise<CallToolResult>,
  ): Promise<{ task: Task }> {
    const { time, log } = this.#runtime;
    let ended: Pick<StoredTask, 'status' | 'result'> | undefined;
    let started: Record<string, unknown> = {};
    try {
      started = (await run()).structuredContent ?? {};
    } catch (error) {
      if (context.signal.aborted) throw error;
      ended = { status: 'failed', result: JSON.stringify(failedResult(error, log, tool.name)) };
    }
    const now_ms = time.nowMs();
    const task: StoredTask = {
      task_id: crypto.randomUUID(),
      owner: ownerOf(context.principal),
      tool: tool.name,
      status: 'working',
      started: JSON.stringify(started),
      created_ms: now_ms,
      updated_ms: now_ms,
      expires_ms: now_ms + Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ttl ?? USUAL_MS)),
      ...ended,
    };
    await this.#store.create(task);
    this.#runner.follow(task, context);
    return { task: onWire(task) };
  }

  serve(server: Server, contextOf: (extra: Extra) => Context<Deps>): void {
    const { log, time } = this.#runtime;
    answer(server, log, GetTaskRequestSchema, async ({ taskId }, extra) =>
      onWire(await this.#find(taskId, contextOf(extra))),
    );
    answer(server, log, ListTasksRequestSchema, async (_params, extra) => {
      const owner = ownerOf(contextOf(extra).principal);
      const tasks = owner === NOBODY ? [] : await this.#store.list(owner, time.nowMs(), MAX_LISTED);
      return { tasks: tasks.map(onWire) };
    });
    answer(server, log, GetTaskPayloadRequestSchema, async ({ taskId }, extra) => {
      const context = contextOf(extra);
      for (;;) {
        const { result } = await this.#find(taskId, context);
        if (result !== undefined) {
          const payload = JSON.parse(result) as CallToolResult;
          return { ...payload, _meta: { ...payload._meta, [RELATED_TASK_META_KEY]: { taskId } } };
        }
        await sleep(POLL_MS / 2, undefined, { signal: extra.signal });
      }
    });
    answer(server, log, CancelTaskRequestSchema, ({ taskId }, extra) => this.#cancel(taskId, contextOf(extra)));
  }

  async #cancel(taskId: string, context: Context<Deps>): Promise<Task> {
    const task = await this.#find(taskId, context);
    if (task.status !== 'working') {
      throw new WireError(ErrorCode.InvalidParams, `The task is ${task.status} and cannot be cancelled.`);
    }
    const { catalogue, log, time } = this.#runtime;
    const tool = catalogue.tools.get(task.tool);
    await tool?.task?.cancel(tool.output.parse(JSON.parse(task.started)), context);
    const over = new NexusError('conflict', 'The task was cancelled.');
    const status_message = over.message;
    const result = JSON.stringify(failedResult(over, log, task.tool));
    await this.#store.update(taskId, { status: 'cancelled', status_message, result, updated_ms: time.nowMs() });
    await this.#runner.stop(taskId);
    return onWire(await this.#find(taskId, context));
  }

  /** @throws {WireError} when the caller has no such task. */
  async #find(taskId: string, context: Context<Deps>): Promise<StoredTask> {
    const task = await this.#store.get(taskId, ownerOf(context.principal), this.#runtime.time.nowMs());
    if (task === undefined) throw new WireError(ErrorCode.InvalidParams, 'There is no such task.');
    this.#runner.follow(task, context);
    return task;
  }

  get #store(): TaskStore {
    const { catalogue, deps } = this.#runtime;
    const store = catalogue.spec.tasks?.(deps as Deps & AsyncDisposable);
    if (store === undefined) throw new Error('Tools that run as tasks need a place to keep them.');
    return store;
  }

  get #runner(): TaskRunner<Deps> {
    const known = runners.get(this.#runtime);
    if (known !== undefined) return known as unknown as TaskRunner<Deps>;
    const runner = new TaskRunner(this.#runtime, this.#store);
    runners.set(this.#runtime, runner as unknown as TaskRunner<never>);
    return runner;
  }
}

/** Before a process ends: what its tasks wait for goes on, and another process follows it. */
export async function stopTasks(runtime: object): Promise<void> {
  await runners.get(runtime)?.stop();
}

function ownerOf({ kind, name }: Principal): string {
  return `${kind}:${name}`;
}

function onWire(task: StoredTask): Task {
  const { task_id, status, status_message, created_ms, updated_ms, expires_ms } = task;
  return {
    taskId: task_id,
    status,
    ...(status_message !== undefined && { statusMessage: status_message }),
    createdAt: new Date(created_ms).toISOString(),
    lastUpdatedAt: new Date(updated_ms).toISOString(),
    ttl: expires_ms - created_ms,
    pollInterval: POLL_MS,
  };
}

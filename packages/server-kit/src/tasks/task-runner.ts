import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Runtime } from '../call-context.ts';
import { failedResult } from '../fault.ts';
import type { Context, Tool } from '../tool.ts';
import { resultOf } from '../tool-result.ts';
import type { StoredTask, TaskStore } from './task-store.ts';

/**
 * Follows the tasks of a process, whichever connections they came by.
 *
 * A task that nobody follows, as after a restart, is followed again by the first process that is asked for it.
 */
export class TaskRunner<Deps> {
  readonly #runtime: Runtime<Deps>;
  readonly #store: TaskStore;
  readonly #followed = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();

  constructor(runtime: Runtime<Deps>, store: TaskStore) {
    this.#runtime = runtime;
    this.#store = store;
  }

  /** @param context Of whoever asked; what is followed outlives it. */
  follow(task: StoredTask, context: Context<Deps>): void {
    const tool = this.#runtime.catalogue.tools.get(task.tool);
    if (task.status !== 'working' || tool?.task === undefined || this.#followed.has(task.task_id)) return;
    const stop = new AbortController();
    const ended = this.#follow(task, tool, this.#detached(task, context, stop.signal)).finally(() =>
      this.#followed.delete(task.task_id),
    );
    this.#followed.set(task.task_id, { stop, ended });
  }

  /** Stops following one task, or all; what they follow goes on. */
  async stop(taskId?: string): Promise<void> {
    const all = taskId === undefined ? [...this.#followed.values()] : [this.#followed.get(taskId) ?? []].flat();
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  async #follow(task: StoredTask, tool: Tool<Deps>, context: Context<Deps>): Promise<void> {
    const { time, log } = this.#runtime;
    let status: StoredTask['status'] = 'completed';
    let result: CallToolResult;
    try {
      const started = tool.output.parse(JSON.parse(task.started));
      result = resultOf(tool, tool.output.parse(await tool.task?.follow(started, context)));
    } catch (error) {
      if (context.signal.aborted) return;
      status = 'failed';
      result = failedResult(error, log, task.tool);
    }
    await this.#store
      .update(task.task_id, { status, result: JSON.stringify(result), updated_ms: time.nowMs() })
      .catch((error: unknown) => log.warning('the end of a task was not written', { task: task.task_id, error }));
  }

  /** Progress is told to whoever asks for the task, and nobody can be asked for anything. */
  #detached({ task_id }: StoredTask, context: Context<Deps>, signal: AbortSignal): Context<Deps> {
    const { deps, time, log } = this.#runtime;
    return {
      deps,
      time,
      log,
      signal,
      principal: context.principal,
      client: { ...context.client, canElicit: false },
      progress: async (_done, _total, status_message) => {
        await this.#store.update(task_id, { status: 'working', status_message, updated_ms: time.nowMs() });
      },
    };
  }
}

/** A call that a client made a task, and what became of it. */
export interface StoredTask {
  readonly task_id: string;
  /** Whose it is: nobody else sees it. */
  readonly owner: string;
  readonly tool: string;
  readonly status: 'working' | 'completed' | 'failed' | 'cancelled';
  readonly status_message?: string | undefined;
  /** What the call itself answered, from which it can be followed again: JSON. */
  readonly started: string;
  /** The call's result once the task has ended: JSON. */
  readonly result?: string | undefined;
  readonly created_ms: number;
  readonly updated_ms: number;
  /** Forgotten from then on. */
  readonly expires_ms: number;
}

/** Where tasks are kept, so that they survive the process; any of several may answer for them. */
export interface TaskStore {
  /** Also forgets what has expired. */
  create(task: StoredTask): Promise<void>;
  get(taskId: string, owner: string, at_ms: number): Promise<StoredTask | undefined>;
  /** The newest first. */
  list(owner: string, at_ms: number, limit: number): Promise<StoredTask[]>;
  /** Changes a task that is still working. @returns Whether it was. */
  update(
    taskId: string,
    change: Pick<StoredTask, 'status' | 'status_message' | 'result'> & { readonly updated_ms: number },
  ): Promise<boolean>;
}

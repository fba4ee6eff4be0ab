export type ToolState = 'pending' | 'active' | 'rejected' | 'replaced' | 'removed';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** A version of a tool, as it was registered; all times are Unix milliseconds. */
export interface StoredTool {
  readonly tool_id: string;
  readonly name: string;
  /** Counts the registrations of one name from 1. */
  readonly version: number;
  readonly state: ToolState;
  readonly description: string;
  readonly language: 'javascript' | 'typescript' | 'python';
  readonly code: string;
  readonly input_schema: JsonSchema;
  readonly created_by: string;
  readonly created_ms: number;
  readonly calls: number;
  readonly failed_calls: number;
  /** Of all calls together. */
  readonly total_ms: number;
  readonly last_called_ms?: number;
}

export type NewTool = Pick<StoredTool, 'name' | 'description' | 'language' | 'code' | 'input_schema'>;

/** Who does something, and when. */
export interface Deed {
  readonly actor: string;
  readonly at_ms: number;
  readonly reason?: string;
}

export interface FinishedCall {
  readonly tool_id: string;
  readonly actor: string;
  readonly at_ms: number;
  readonly duration_ms: number;
  /** `ok`, or the code of the sandbox's error. */
  readonly outcome: string;
}

export interface StoredAuditEntry {
  readonly audit_id: number;
  readonly at_ms: number;
  readonly actor: string;
  readonly action: 'registered' | 'approved' | 'rejected' | 'removed';
  /** `name@version`. */
  readonly subject: string;
  readonly after: { readonly [field: string]: string | number };
  readonly reason?: string;
}

/** Registered tools, their versions, and what was done with them. */
export interface DynamicToolStore extends AsyncDisposable {
  /** Changes whenever the set of tools that can be called does, whichever process changes it. */
  listVersion(): Promise<number>;
  /** The tools that can be called, by name. */
  activeTools(): Promise<StoredTool[]>;
  /** Those of these states, by name and version. */
  tools(states: readonly ToolState[]): Promise<StoredTool[]>;
  /** The tool that answers to a name at the moment. */
  activeTool(name: string): Promise<StoredTool | undefined>;
  /** The newest version of a name that waits for approval. */
  pendingTool(name: string): Promise<StoredTool | undefined>;
  /**
   * Adds a version of a tool.
   *
   * @param options.replace Whether an active or pending one of this name gives way; else that is a conflict.
   * @throws {NexusError} `conflict`, or `limit_exceeded` when there are `maxTools` already.
   */
  register(
    tool: NewTool,
    deed: Deed,
    options: { readonly state: 'pending' | 'active'; readonly replace: boolean; readonly maxTools: number },
  ): Promise<StoredTool>;
  /** @throws {NexusError} `not_found` when nothing of this name waits. */
  decide(name: string, decision: 'approved' | 'rejected', deed: Deed): Promise<StoredTool>;
  /** Takes the active and the pending version away. @throws {NexusError} `not_found` */
  remove(name: string, deed: Deed): Promise<StoredTool>;
  /** Calls that ended since an instant, of all tools and processes. */
  callsSince(at_ms: number): Promise<number>;
  recordCall(call: FinishedCall): Promise<void>;
  /** The last changes, newest first. */
  recentAudit(limit: number): Promise<StoredAuditEntry[]>;
  /** The last calls, newest first. */
  recentCalls(limit: number): Promise<(FinishedCall & { readonly name: string; readonly version: number })[]>;
}

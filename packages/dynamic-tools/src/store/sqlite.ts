import { randomUUID } from 'node:crypto';
import { nearest, NexusError } from '@nexus/models';
import type { SqliteFile } from '@nexus/server-kit/sqlite';
import { toAuditEntry, toTool, type AuditRow, type ToolRow } from './rows.ts';
import type {
  Deed,
  DynamicToolStore,
  FinishedCall,
  NewTool,
  StoredAuditEntry,
  StoredTool,
  ToolState,
} from './store.ts';

/** Older calls than the last so many are forgotten; what they add up to stays with their tools. */
const MAX_CALLS = 50_000;
const FORGET_EVERY = 1_000;

/** The tools in one SQLite file, shared by any number of processes. */
export class SqliteDynamicToolStore implements DynamicToolStore {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  listVersion(): Promise<number> {
    return this.#file.read(() => this.#get<{ version: number }>('SELECT version FROM list')?.version ?? 0);
  }

  activeTools(): Promise<StoredTool[]> {
    return this.tools(['active']);
  }

  tools(states: readonly ToolState[]): Promise<StoredTool[]> {
    return this.#file.read(() =>
      this.#all<ToolRow>(
        'SELECT * FROM tools WHERE state IN (SELECT value FROM json_each(?)) ORDER BY name, version',
        JSON.stringify(states),
      ).map(toTool),
    );
  }

  activeTool(name: string): Promise<StoredTool | undefined> {
    return this.#file.read(() => this.#ofState(name, 'active'));
  }

  pendingTool(name: string): Promise<StoredTool | undefined> {
    return this.#file.read(() => this.#ofState(name, 'pending'));
  }

  register(
    tool: NewTool,
    deed: Deed,
    { state, replace, maxTools }: { state: 'pending' | 'active'; replace: boolean; maxTools: number },
  ): Promise<StoredTool> {
    return this.#file.write(() => {
      const active = this.#ofState(tool.name, 'active');
      const pending = this.#ofState(tool.name, 'pending');
      if (!replace && (active ?? pending) !== undefined) throw taken(tool.name);
      const others = this.#get<{ n: number }>(
        "SELECT count(DISTINCT name) AS n FROM tools WHERE state IN ('active', 'pending') AND name <> ?",
        tool.name,
      );
      if ((others?.n ?? 0) >= maxTools) throw full(maxTools);
      if (pending) this.#setState(pending, 'replaced');
      if (active && state === 'active') this.#setState(active, 'replaced');
      const newest = this.#get<{ version: number | null }>(
        'SELECT max(version) AS version FROM tools WHERE name = ?',
        tool.name,
      );
      const tool_id = randomUUID();
      this.#run(
        `INSERT INTO tools (tool_id, name, version, state, description, language, code, input_schema, created_by, created_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        tool_id,
        tool.name,
        (newest?.version ?? 0) + 1,
        state,
        tool.description,
        tool.language,
        tool.code,
        JSON.stringify(tool.input_schema),
        deed.actor,
        deed.at_ms,
      );
      const stored = this.#byId(tool_id);
      this.#audit('registered', stored, deed);
      if (state === 'active') this.#listChanged();
      return stored;
    });
  }

  decide(name: string, decision: 'approved' | 'rejected', deed: Deed): Promise<StoredTool> {
    return this.#file.write(() => {
      const pending = this.#ofState(name, 'pending');
      if (pending === undefined) throw this.#missing(name, 'pending');
      if (decision === 'approved') {
        const active = this.#ofState(name, 'active');
        if (active) this.#setState(active, 'replaced');
        this.#listChanged();
      }
      this.#setState(pending, decision === 'approved' ? 'active' : 'rejected');
      const decided = this.#byId(pending.tool_id);
      this.#audit(decision, decided, deed);
      return decided;
    });
  }

  remove(name: string, deed: Deed): Promise<StoredTool> {
    return this.#file.write(() => {
      const active = this.#ofState(name, 'active');
      const pending = this.#ofState(name, 'pending');
      const tool = active ?? pending;
      if (tool === undefined) throw this.#missing(name, 'active');
      for (const each of [active, pending]) if (each) this.#setState(each, 'removed');
      const removed = this.#byId(tool.tool_id);
      this.#audit('removed', removed, deed);
      if (active) this.#listChanged();
      return removed;
    });
  }

  callsSince(at_ms: number): Promise<number> {
    return this.#file.read(
      () => this.#get<{ n: number }>('SELECT count(*) AS n FROM calls WHERE at_ms >= ?', at_ms)?.n ?? 0,
    );
  }

  recordCall({ tool_id, actor, at_ms, duration_ms, outcome }: FinishedCall): Promise<void> {
    return this.#file.write(() => {
      const { lastInsertRowid } = this.#run(
        'INSERT INTO calls (tool_id, actor, at_ms, duration_ms, outcome) VALUES (?, ?, ?, ?, ?)',
        tool_id,
        actor,
        at_ms,
        duration_ms,
        outcome,
      );
      this.#run(
        `UPDATE tools SET calls = calls + 1, failed_calls = failed_calls + ?, total_ms = total_ms + ?,
           last_called_ms = max(coalesce(last_called_ms, 0), ?) WHERE tool_id = ?`,
        outcome === 'ok' ? 0 : 1,
        duration_ms,
        at_ms,
        tool_id,
      );
      const number = Number(lastInsertRowid);
      if (number % FORGET_EVERY === 0) this.#run('DELETE FROM calls WHERE call_id <= ?', number - MAX_CALLS);
    });
  }

  recentAudit(limit: number): Promise<StoredAuditEntry[]> {
    return this.#file.read(() =>
      this.#all<AuditRow>('SELECT * FROM audit ORDER BY audit_id DESC LIMIT ?', limit).map(toAuditEntry),
    );
  }

  recentCalls(limit: number): Promise<(FinishedCall & { name: string; version: number })[]> {
    return this.#file.read(() =>
      this.#all<FinishedCall & { name: string; version: number }>(
        `SELECT tool_id, name, version, actor, at_ms, duration_ms, outcome FROM calls JOIN tools USING (tool_id)
         ORDER BY call_id DESC LIMIT ?`,
        limit,
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file.close();
  }

  #ofState(name: string, state: ToolState): StoredTool | undefined {
    const row = this.#get<ToolRow>('SELECT * FROM tools WHERE name = ? AND state = ?', name, state);
    return row && toTool(row);
  }

  #byId(toolId: string): StoredTool {
    const row = this.#get<ToolRow>('SELECT * FROM tools WHERE tool_id = ?', toolId);
    if (row === undefined) throw new Error(`the tool ${toolId} has gone within a transaction`);
    return toTool(row);
  }

  #setState({ tool_id }: StoredTool, state: ToolState): void {
    this.#run('UPDATE tools SET state = ? WHERE tool_id = ?', state, tool_id);
  }

  #listChanged(): void {
    this.#run('UPDATE list SET version = version + 1');
  }

  #audit(action: StoredAuditEntry['action'], tool: StoredTool, { actor, at_ms, reason }: Deed): void {
    const { name, version, state, language, code, created_by } = tool;
    const after = JSON.stringify({ state, language, code_characters: code.length, created_by });
    this.#run(
      'INSERT INTO audit (at_ms, actor, action, subject, after, reason) VALUES (?, ?, ?, ?, ?, ?)',
      at_ms,
      actor,
      action,
      `${name}@${version}`,
      after,
      reason ?? null,
    );
  }

  #missing(name: string, state: 'pending' | 'active'): NexusError {
    const names = this.#all<{ name: string }>('SELECT name FROM tools WHERE state = ? ORDER BY name', state);
    const candidates = nearest(
      name,
      names.map((row) => row.name),
    );
    const what = state === 'pending' ? 'tool that waits for approval' : 'registered tool';
    return new NexusError('not_found', `There is no ${what} of this name.`, {
      hint: `${candidates.length > 0 ? `Did you mean ${candidates.join(', ')}? ` : ''}See list_dynamic_tools.`,
    });
  }

  #get<Row>(sql: string, ...parameters: unknown[]): Row | undefined {
    return this.#file.database.prepare<unknown[], Row>(sql).get(...parameters);
  }

  #all<Row>(sql: string, ...parameters: unknown[]): Row[] {
    return this.#file.database.prepare<unknown[], Row>(sql).all(...parameters);
  }

  #run(sql: string, ...parameters: unknown[]) {
    return this.#file.database.prepare(sql).run(...parameters);
  }
}

function taken(name: string): NexusError {
  return new NexusError('conflict', `There is a tool ${name} already.`, {
    hint: 'Choose another name, or set replace to true to register a new version.',
  });
}

function full(maxTools: number): NexusError {
  return new NexusError('limit_exceeded', `There are ${maxTools} tools already.`, {
    hint: 'Remove one with remove_dynamic_tool, or raise NEXUS_DYNAMIC_MAX_TOOLS.',
  });
}

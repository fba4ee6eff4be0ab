import type { JsonSchema, StoredAuditEntry, StoredTool } from './store.ts';

export interface ToolRow extends Omit<StoredTool, 'input_schema' | 'last_called_ms'> {
  readonly input_schema: string;
  readonly last_called_ms: number | null;
}

export interface AuditRow extends Omit<StoredAuditEntry, 'after' | 'reason'> {
  readonly after: string;
  readonly reason: string | null;
}

export function toTool({ input_schema, last_called_ms, ...row }: ToolRow): StoredTool {
  return {
    ...row,
    input_schema: JSON.parse(input_schema) as JsonSchema,
    ...(last_called_ms !== null && { last_called_ms }),
  };
}

export function toAuditEntry({ after, reason, ...row }: AuditRow): StoredAuditEntry {
  return { ...row, after: JSON.parse(after) as StoredAuditEntry['after'], ...(reason !== null && { reason }) };
}

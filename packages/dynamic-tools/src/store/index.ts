import { openSqlite } from '@nexus/server-kit/sqlite';
import { migrations } from './migrations/index.ts';
import { SqliteDynamicToolStore } from './sqlite.ts';
import type { DynamicToolStore } from './store.ts';

export type {
  Deed,
  DynamicToolStore,
  FinishedCall,
  JsonSchema,
  NewTool,
  StoredAuditEntry,
  StoredTool,
  ToolState,
} from './store.ts';

/** `NXD1` in SQLite's header. */
const APPLICATION_ID = 0x4e_58_44_31;

/**
 * Opens a file of registered tools, creating it and its folders where they are not there; many processes may do so at
 * once.
 *
 * @param path Of the file, or `:memory:`.
 * @throws {NexusError} `unavailable` for a file that is of another kind, is damaged, or was made by a newer version.
 */
export async function openDynamicToolStore(path: string): Promise<DynamicToolStore> {
  const file = await openSqlite({
    path,
    title: 'dynamic tool registry',
    variable: 'NEXUS_DYNAMIC_DB_PATH',
    applicationId: APPLICATION_ID,
    migrations,
    synchronous: 'FULL', // a tool that was registered survives a power cut
  });
  return new SqliteDynamicToolStore(file);
}

export { openDynamicToolStore } from './store/index.ts';
export type {
  Deed,
  DynamicToolStore,
  FinishedCall,
  JsonSchema,
  NewTool,
  StoredAuditEntry,
  StoredTool,
  ToolState,
} from './store/index.ts';

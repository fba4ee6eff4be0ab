import { approveDynamicTool } from './approve-dynamic-tool.ts';
import { callDynamicTool } from './call-dynamic-tool.ts';
import { listDynamicTools } from './list-dynamic-tools.ts';
import { registerDynamicTool } from './register-dynamic-tool.ts';
import { rejectDynamicTool } from './reject-dynamic-tool.ts';
import { removeDynamicTool } from './remove-dynamic-tool.ts';

export const tools = [
  approveDynamicTool,
  callDynamicTool,
  listDynamicTools,
  registerDynamicTool,
  rejectDynamicTool,
  removeDynamicTool,
];

/** Names of OpenTelemetry's conventions for generative AI, which are still under development: kept in one place. */
export const SPAN = { agent: 'invoke_agent', model: 'chat', tool: 'execute_tool' } as const;

export const ATTRIBUTE = {
  operation: 'gen_ai.operation.name',
  agentName: 'gen_ai.agent.name',
  system: 'gen_ai.provider.name',
  model: 'gen_ai.request.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  toolName: 'gen_ai.tool.name',
  toolCallId: 'gen_ai.tool.call.id',
  toolType: 'gen_ai.tool.type',
  server: 'nexus.mcp.server',
  errorType: 'error.type',
} as const;

/** `error.type` of a tool that reports an error: the call itself went well. */
export const TOOL_ERROR = 'tool_error';

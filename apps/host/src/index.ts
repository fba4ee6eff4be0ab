export { type ConfigSources, type HostConfig, readHostConfig } from './config.ts';
export type { ConnectionState, ServerStatus } from './connections/connection.ts';
export type { ConsentOptions, FormRequest, SamplingRequest } from './consent/consent.ts';
export type { ToolDrift } from './connections/reviewed-tools.ts';
export type { CallOptions, CallProgress } from './connections/session.ts';
export { type HostOptions, type Listed, NexusHost, type ToolInfo } from './host.ts';
export type { Approval, ApprovalRequest, Approve } from './loop/approval.ts';
export type { Conversation, RunOptions } from './loop/conversation.ts';
export type {
  EventListener,
  HostEvent,
  RunFinished,
  RunStatus,
  ToolCallFinished,
  ToolCallStarted,
  ToolCallStatus,
} from './loop/events.ts';
export type { ValueChange } from './loop/value-changes.ts';
export type { ToolAccess } from './routing/tool-access.ts';
export type { SynthesisOptions, SynthesisResult, SynthesisStep } from './synthesis/synthesis.ts';
export type { HttpAuthorization } from './servers/http-authorization.ts';
export type { HttpTarget, ServerTarget, StdioTarget } from './servers/server-target.ts';

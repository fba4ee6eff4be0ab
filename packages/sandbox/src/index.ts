export type { CheckedCode, Language, ToolCode } from './check-tool.ts';
export type { LanguageRuntime, RuntimeFiles } from './language-runtime.ts';
export type { Layer, LayerState } from './layers.ts';
export { jsonDepth, LIMITS, type RunLimits } from './limits.ts';
export type { JsonValue, RunOutcome, SandboxError, SandboxErrorCode } from './outcome.ts';
export { Sandbox, type SandboxInfo, type SandboxOptions } from './sandbox.ts';
export type { JsonSchema, Signature } from './schema/json-schema.ts';
export type { Violation } from './validation/violation.ts';

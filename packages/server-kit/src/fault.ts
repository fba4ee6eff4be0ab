import { NexusError } from '@nexus/models';
import { ErrorCode, McpError, type CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Logger } from './log.ts';

/** Where a failed result carries its machine-readable code, one of `NEXUS_ERROR_CODES` or `internal`. */
export const ERROR_CODE_META = 'nexus/code';

/** The protocol's own code for a resource that is not there (2025-11-25). */
const RESOURCE_NOT_FOUND = -32002;

/** An error of the protocol; the SDK's own class repeats the code within the message. */
export class WireError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'WireError';
    this.code = code;
    this.data = data;
  }
}

/** A failed call as a tool result: known faults with their hint, unknown ones as an incident whose detail stays here. */
export function failedResult(error: unknown, log: Logger, where: string): CallToolResult {
  const { code, text } = explain(error, log, where);
  return { isError: true, content: [{ type: 'text', text }], _meta: { [ERROR_CODE_META]: code } };
}

/** A failed read or prompt, which the protocol answers with an error. */
export function failedRequest(error: unknown, log: Logger, where: string, uri?: string): Error {
  if (error instanceof WireError || error instanceof McpError) return error;
  const { code, text } = explain(error, log, where);
  const wireCode =
    code === 'not_found' && uri !== undefined
      ? RESOURCE_NOT_FOUND
      : code === 'internal' || code === 'unavailable'
        ? ErrorCode.InternalError
        : ErrorCode.InvalidParams;
  return new WireError(wireCode, text, { [ERROR_CODE_META]: code, ...(uri === undefined ? {} : { uri }) });
}

function explain(error: unknown, log: Logger, where: string): { code: string; text: string } {
  if (NexusError.is(error)) {
    if (error.cause !== undefined) log.warning(`${where}: ${error.message}`, { cause: error.cause });
    return { code: error.code, text: error.hint === undefined ? error.message : `${error.message}\n${error.hint}` };
  }
  const incident = crypto.randomUUID().slice(0, 8);
  log.error(`${where} failed`, { incident, error });
  return { code: 'internal', text: `Something went wrong inside the server (incident ${incident}; see its log).` };
}

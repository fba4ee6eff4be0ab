import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  ErrorCode,
  type ServerNotification,
  type ServerRequest,
  type ServerResult,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { failedRequest, WireError } from './fault.ts';
import type { Logger } from './log.ts';

export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

type RequestSchema = z.ZodObject<{ method: z.ZodLiteral<string>; params: z.ZodType }>;

/**
 * Answers one method.
 *
 * Malformed parameters are −32602 here; the SDK would answer −32603 with the validator's own dump, and would send the
 * message of whatever a handler throws.
 */
export function answer<Schema extends RequestSchema>(
  server: Server,
  log: Logger,
  schema: Schema,
  handler: (params: z.output<Schema>['params'], extra: Extra) => ServerResult | Promise<ServerResult>,
): void {
  const { method, params } = schema.shape;
  const check = (given: unknown): z.output<Schema>['params'] => {
    const result = params.safeParse(given);
    if (result.success) return result.data;
    throw new WireError(ErrorCode.InvalidParams, describe(result.error));
  };
  // A transformation, since what one throws reaches the client as it is. It does not see parameters that are left out.
  const checked = z.unknown().transform(check).optional();
  server.setRequestHandler(z.object({ method, params: checked }), async (request, extra) => {
    try {
      return await handler(request.params ?? check(undefined), extra);
    } catch (failure) {
      throw failedRequest(failure, log, method.value);
    }
  });
}

function describe(error: z.ZodError): string {
  const faults = error.issues.slice(0, 3).map(({ path, message }) => `${['params', ...path].join('.')}: ${message}`);
  return `Invalid params: ${faults.join('; ')}`.slice(0, 500);
}

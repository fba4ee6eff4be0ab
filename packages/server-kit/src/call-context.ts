import { type BuildingTime, cleanText, NexusError } from '@nexus/models';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { McpError } from '@modelcontextprotocol/sdk/types.js';
import type { Catalogue } from './catalogue.ts';
import { isAtLeast, logger, type Logger, type LogLevel } from './log.ts';
import type { Extra } from './request-handler.ts';
import type { ConnectedClient, Context, Principal } from './tool.ts';

/** What all connections of a process share. */
export interface Runtime<Deps> {
  readonly catalogue: Catalogue<Deps>;
  readonly deps: Deps;
  readonly log: Logger;
  readonly time: BuildingTime;
}

/** A subscription's look at its resource has no request behind it. */
type Caller = Extra | { readonly signal: AbortSignal };

/** What one call gets. @param levelOf The least level of log record that this connection's client asked for. */
export function callContext<Deps>(
  server: Server,
  runtime: Runtime<Deps>,
  caller: Caller,
  levelOf: () => LogLevel,
): Context<Deps> {
  const request = 'requestId' in caller ? caller : undefined;
  return {
    deps: runtime.deps,
    time: runtime.time,
    signal: caller.signal,
    principal: principalOf(server, request),
    log: callLog(runtime, request, levelOf),
    async progress(done, total, message) {
      const token = request?._meta?.progressToken;
      if (request === undefined || token === undefined) return;
      const params = {
        progressToken: token,
        progress: done,
        ...(total === undefined ? {} : { total }),
        ...(message === undefined ? {} : { message }),
      };
      await request.sendNotification({ method: 'notifications/progress', params }).catch(clientHasGone);
    },
    client: connectedClient(server, request),
  };
}

function callLog<Deps>(runtime: Runtime<Deps>, request: Extra | undefined, levelOf: () => LogLevel): Logger {
  return logger((level, message, fields) => {
    runtime.log[level === 'warning' || level === 'error' || level === 'debug' ? level : 'info'](message, fields);
    if (request === undefined || !isAtLeast(level, levelOf())) return;
    // On the request's own stream, so that it arrives before the answer over every transport.
    const data = Object.keys(fields).length === 0 ? message : { message, ...fields };
    const params = { level, logger: runtime.catalogue.spec.name, data };
    request.sendNotification({ method: 'notifications/message', params }).catch(clientHasGone);
  });
}

/** A notification that nobody hears is no failure of the call: the abort signal is what tells the handler. */
function clientHasGone(): void {}

function connectedClient(server: Server, request: Extra | undefined): ConnectedClient {
  const related = request === undefined ? {} : { relatedRequestId: request.requestId };
  const canElicit = server.getClientCapabilities()?.elicitation?.form !== undefined;
  return {
    canElicit: canElicit && request !== undefined,
    async elicit(params) {
      if (!canElicit) throw clientLacks('elicitation');
      return server.elicitInput(params, related).catch(clientFailed);
    },
    async createMessage(params) {
      if (server.getClientCapabilities()?.sampling === undefined) throw clientLacks('sampling');
      return server.createMessage(params, related).catch(clientFailed);
    },
  };
}

function clientLacks(what: string): NexusError {
  return new NexusError('unavailable', `The connected client does not support ${what}.`);
}

/** The client answered with an error, or not in time, or not what was asked for. */
function clientFailed(cause: unknown): never {
  if (!(cause instanceof McpError)) throw cause;
  throw new NexusError('unavailable', 'The connected client did not answer the question that this call asked it.', {
    cause,
  });
}

function principalOf(server: Server, request: Extra | undefined): Principal {
  if (request?.authInfo !== undefined) return { kind: 'token', name: request.authInfo.clientId };
  const client = server.getClientVersion();
  return {
    kind: 'client',
    name: client === undefined ? 'unknown' : cleanText(`${client.name} ${client.version}`, 100),
  };
}

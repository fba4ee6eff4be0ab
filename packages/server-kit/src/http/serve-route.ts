import type { IncomingMessage, ServerResponse } from 'node:http';
import { NexusError, type NexusErrorCode } from '@nexus/models';
import type { Runtime } from '../call-context.ts';
import type { Route } from '../route.ts';
import type { Principal } from '../tool.ts';
import type { BodyBudget } from './body-budget.ts';
import { sendJson } from './respond.ts';
import { routeBody } from './route-body.ts';

const RETRY = { 'retry-after': '5' };

/** The words are those of InfluxDB, whose clients are the most frequent ones. */
const CODES: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  405: 'method not allowed',
  409: 'conflict',
  413: 'request too large',
  415: 'unsupported media type',
  429: 'too many requests',
  503: 'unavailable',
};

const STATUSES: Readonly<Record<NexusErrorCode, number>> = {
  invalid_argument: 400,
  permission_denied: 403,
  not_found: 404,
  conflict: 409,
  limit_exceeded: 429,
  unavailable: 503,
};

/** Answers an admitted request to a route. */
export async function serveRoute<Deps>(
  route: Route<Deps>,
  { runtime, budget, principal }: { runtime: Runtime<Deps>; budget: BodyBudget; principal: Principal },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (req.method !== route.method) return refuseRoute(res, 405, `Only ${route.method} is answered here`);
  if (route.access !== 'read' && runtime.catalogue.readOnly) return refuseRoute(res, 403, 'The server is read-only');
  using share = budget.share();
  const body = await routeBody(req, route.maxBodyBytes, budget, share);
  if ('message' in body) {
    req.resume();
    return refuseRoute(res, body.status, body.message, { connection: 'close' });
  }
  const left = new AbortController();
  res.once('close', () => left.abort());
  const { deps, log, time } = runtime;
  try {
    const query = new URL(req.url ?? '/', 'http://localhost').searchParams;
    const answer = await route.handle({ query, body }, { deps, log, time, principal, signal: left.signal });
    if (answer.body !== undefined) sendJson(res, answer.status, answer.body);
    else res.writeHead(answer.status).end();
  } catch (error) {
    if (!NexusError.is(error)) {
      const incident = crypto.randomUUID().slice(0, 8);
      log.error(`${route.path} failed`, { incident, error });
      return refuseRoute(res, 500, `Something went wrong inside the server (incident ${incident}; see its log)`);
    }
    const { code, message, hint, cause } = error;
    if (cause !== undefined) log.warning(`${route.path}: ${message}`, { cause });
    refuseRoute(res, STATUSES[code], hint === undefined ? message : `${message} ${hint}`);
  }
}

export function refuseRoute(
  res: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const code = CODES[status] ?? 'internal error';
  sendJson(res, status, { code, message }, { ...(status === 503 ? RETRY : {}), ...headers });
}

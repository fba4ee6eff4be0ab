import type { Context, Access } from './tool.ts';

/** An address over HTTP beside `/mcp`, for those who send data and speak no MCP. */
export interface Route<Deps> {
  readonly method: 'GET' | 'POST';
  /** Exact, such as `/api/v2/write`. */
  readonly path: string;
  /** A read-only server refuses all that is not `read`. */
  readonly access: Access;
  /** Of the body, which may come gzipped, before and after it is unpacked. */
  readonly maxBodyBytes: number;
  /** A `NexusError` is answered with its status: 400, 403, 404, 409, 429, or 503 with `Retry-After`. */
  handle(request: RouteRequest, context: RouteContext<Deps>): Promise<RouteAnswer>;
}

interface RouteRequest {
  readonly query: URLSearchParams;
  /** Unpacked. */
  readonly body: Uint8Array;
}

type RouteContext<Deps> = Pick<Context<Deps>, 'deps' | 'log' | 'time' | 'principal' | 'signal'>;

export interface RouteAnswer {
  readonly status: number;
  /** Sent as JSON; absent for 204. */
  readonly body?: unknown;
}

/** `const defineRoute = routeFor<Deps>()`. */
export function routeFor<Deps>() {
  return (route: Route<Deps>): Route<Deps> => route;
}

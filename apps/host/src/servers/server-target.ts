import type { ToolAccess } from '../routing/tool-access.ts';
import type { HttpAuthorization } from './http-authorization.ts';

/** How far a server is believed. */
interface Trust {
  /** It is ours or vouched for: its instructions may go into the system prompt, and its hints count as they are. */
  readonly trusted?: boolean;
  /** What single tools of a server that is not trusted do, as its user knows. */
  readonly access?: Readonly<Record<string, ToolAccess>>;
}

/** A server that runs as a child process and speaks over its stdin and stdout. */
export interface StdioTarget extends Trust {
  readonly kind: 'stdio';
  /** Names the server to people and, where tool names collide, to the model. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** On top of the few variables that every child gets, such as `PATH` and `HOME`. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A server that runs elsewhere and speaks Streamable HTTP. */
export interface HttpTarget extends Trust {
  readonly kind: 'http';
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Signs in by OAuth where the server asks for it. */
  readonly authorization?: HttpAuthorization;
}

/** Where an MCP server is and how to reach it. */
export type ServerTarget = StdioTarget | HttpTarget;

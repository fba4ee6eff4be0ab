/** A server that runs as a child process and speaks over its stdin and stdout. */
export interface StdioTarget {
  readonly kind: 'stdio';
  /** Names the server to people and, where tool names collide, to the model. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** On top of the few variables that every child gets, such as `PATH` and `HOME`. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Its instructions are ours and may go into the system prompt. */
  readonly trusted?: boolean;
}

/** A server that runs elsewhere and speaks Streamable HTTP. */
export interface HttpTarget {
  readonly kind: 'http';
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly trusted?: boolean;
}

/** Where an MCP server is and how to reach it. */
export type ServerTarget = StdioTarget | HttpTarget;

import type { Route, ToolAccess } from '../routing/routes.ts';

/** A call that would change something. */
export interface ApprovalRequest {
  readonly tool: string;
  readonly title: string;
  readonly server: string;
  readonly access: Exclude<ToolAccess, 'read'>;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** `session`: this tool need not ask again as long as the host runs. */
export type Approval = 'once' | 'session' | 'refuse';

/** Asks a person; rejects with the signal's reason when the signal fires. */
export type Approve = (request: ApprovalRequest, signal: AbortSignal) => Promise<Approval>;

export interface ApprovalOptions {
  /** Without it nobody can be asked, and what writes is refused. */
  readonly approve?: Approve | undefined;
  /** Nothing asks. */
  readonly allowWrites?: boolean | undefined;
}

/** Decides which calls may be made; tools that only read always may. */
export class ApprovalPolicy {
  readonly #options: ApprovalOptions;
  readonly #allowedTools = new Set<string>();

  constructor(options: ApprovalOptions) {
    this.#options = options;
  }

  /** @returns Why the call may not be made; undefined when it may. */
  async refusal(
    { access, alias, connection, tool }: Route,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { approve, allowWrites } = this.#options;
    const server = connection.target.name;
    // Not the alias: when servers come and go, another tool may get it.
    const key = `${server}\0${tool.name}`;
    if (access === 'read' || allowWrites === true || this.#allowedTools.has(key)) return undefined;
    if (approve === undefined) {
      return `${alias} changes something, and nobody is there to approve it. Say what would be changed, and that it can be allowed with --allow-writes.`;
    }
    const approval = await approve(
      { tool: alias, title: tool.title ?? alias, server, access, arguments: args },
      signal,
    );
    if (approval === 'refuse') return `The person did not allow ${alias}. Do not call it again unless asked to.`;
    if (approval === 'session') this.#allowedTools.add(key);
    return undefined;
  }
}

import { join } from 'node:path';
import * as z from 'zod';
import { untilAborted } from '../connections/abort.ts';
import { definitionHash } from '../routing/definition-hash.ts';
import type { Route } from '../routing/routes.ts';
import type { ToolAccess } from '../routing/tool-access.ts';
import { RecordFolder } from '../servers/record-folder.ts';
import type { ValueChange } from './value-changes.ts';

/** A call that would change something. */
export interface ApprovalRequest {
  readonly tool: string;
  readonly title: string;
  readonly server: string;
  readonly access: Exclude<ToolAccess, 'read'>;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What the values are now and would be, where that can be known. */
  readonly changes: readonly ValueChange[];
  /** Why it is asked although it was allowed before. */
  readonly caution?: string;
}

/** `session`: this tool need not ask again as long as the host runs; `always`: nor in later ones, as it is now. */
export type Approval = 'once' | 'session' | 'always' | 'refuse';

/** Asks a person; rejects with the signal's reason when the signal fires. */
export type Approve = (request: ApprovalRequest, signal: AbortSignal) => Promise<Approval>;

export interface ApprovalOptions {
  /** Without it nobody can be asked, and what writes is refused. */
  readonly approve?: Approve | undefined;
  /** Nothing asks. */
  readonly allowWrites?: boolean | undefined;
}

export interface ApprovalCircumstances {
  readonly signal: AbortSignal;
  /** Text of a server that is not trusted came into the conversation. */
  readonly hasForeignText?: boolean;
  readonly changes?: () => Promise<readonly ValueChange[]>;
}

const Grant = z.object({ server: z.string(), tool: z.string(), definition: z.string() });

/** A tool that a person has allowed for good, as it was described then. */
export type Grant = z.output<typeof Grant>;

/** @param dataDir Where lasting approvals are kept; without it they last as long as the host. */
export function grantsIn(dataDir: string | undefined): RecordFolder<typeof Grant> {
  return new RecordFolder(dataDir && join(dataDir, 'host', 'approvals'), Grant);
}

const CAUTION = 'A server that is not trusted has had a say in this conversation.';

/**
 * Decides which calls may be made; tools that only read always may.
 *
 * Once text of a foreign server is in the conversation, what was allowed for longer is asked again: a model that reads
 * such text must not be able to change something by itself.
 */
export class ApprovalPolicy {
  readonly #options: ApprovalOptions;
  readonly #session = new Set<string>();
  readonly #always: ReturnType<typeof grantsIn>;

  /** @param dataDir Where lasting approvals are kept; without it they last as long as the host. */
  constructor(options: ApprovalOptions, dataDir?: string) {
    this.#options = options;
    this.#always = grantsIn(dataDir);
  }

  /**
   * @returns Why the call may not be made; undefined when it may.
   * @throws {NexusError} `unavailable` when the lasting approvals cannot be read.
   */
  async refusal(
    route: Route,
    args: Readonly<Record<string, unknown>>,
    { signal, hasForeignText = false, changes }: ApprovalCircumstances,
  ): Promise<string | undefined> {
    const { access, alias, connection, tool } = route;
    const { approve, allowWrites } = this.#options;
    if (access === 'read' || allowWrites === true) return undefined;
    const wasAllowed = await this.#isAllowed(route);
    if (wasAllowed && !hasForeignText) return undefined;
    if (approve === undefined) return headless(route);
    const request: ApprovalRequest = {
      tool: alias,
      title: tool.title ?? alias,
      server: connection.target.name,
      access,
      arguments: args,
      changes: (await changes?.()) ?? [],
      ...(hasForeignText && { caution: CAUTION }),
    };
    const approval = await untilAborted(approve(request, signal), signal);
    if (approval === 'refuse') return `The person did not allow ${alias}. Do not call it again unless asked to.`;
    await this.#remember(route, approval);
    return undefined;
  }

  async #isAllowed(route: Route): Promise<boolean> {
    const key = keyOf(route);
    return this.#session.has(key) || (await this.#always.get(key)) !== undefined;
  }

  async #remember(route: Route, approval: Approval): Promise<void> {
    if (approval === 'session') this.#session.add(keyOf(route));
    if (approval !== 'always') return;
    await this.#always.put(keyOf(route), grantOf(route));
  }
}

function headless({ alias, connection }: Route): string {
  const { name, trusted } = connection.target;
  const foreign = ` The server ${name} is not trusted; its entry in the server file can say "trusted": true, or in "access" what the tool does.`;
  return `${alias} changes something, and nobody is there to approve it. Say what would be changed, and that it can be allowed with --allow-writes.${trusted === true ? '' : foreign}`;
}

/** Not the alias: when servers come and go, another tool may get it. A tool that changed is another one. */
function grantOf({ connection, tool }: Route): Grant {
  return { server: connection.target.name, tool: tool.name, definition: definitionHash(tool) };
}

/** The key of a grant among those that are kept. */
export function grantKey({ server, tool, definition }: Grant): string {
  return `${server}\0${tool}\0${definition}`;
}

function keyOf(route: Route): string {
  return grantKey(grantOf(route));
}

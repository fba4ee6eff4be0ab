import { NexusError } from '@nexus/models';
import { pinsIn } from '../connections/definition-pins.ts';
import { type Grant, grantKey, grantsIn } from '../loop/approval.ts';
import type { Dated } from '../servers/record-folder.ts';

/** A tool that is not asked about any more. */
interface RememberedApproval {
  readonly server: string;
  readonly tool: string;
  /** RFC 3339 in UTC. */
  readonly since: string;
}

/** The tools of a server that have to stay as they are described. */
interface RememberedDefinitions {
  readonly server: string;
  readonly tools: readonly string[];
  /** When a tool was last added or accepted; RFC 3339 in UTC. */
  readonly since: string;
}

export interface Remembered {
  readonly approvals: readonly RememberedApproval[];
  readonly definitions: readonly RememberedDefinitions[];
  /** Files that cannot be used. */
  readonly faults: readonly NexusError[];
}

/** What is to be forgotten; without a tool, of all tools of the server. */
export interface Revocation {
  readonly server: string;
  readonly tool?: string | undefined;
  /** Also how the tools were described, so that they are taken as they are when they are next seen. */
  readonly definitions?: boolean | undefined;
}

/** What hosts over a data folder remember of a person's consent. */
export class RememberedConsent {
  readonly #grants: ReturnType<typeof grantsIn>;
  readonly #pins: ReturnType<typeof pinsIn>;

  constructor(dataDir: string) {
    this.#grants = grantsIn(dataDir);
    this.#pins = pinsIn(dataDir);
  }

  /** @throws {NexusError} `unavailable` when the folder cannot be read. */
  async list(): Promise<Remembered> {
    const [grants, pins] = await Promise.all([this.#grants.list(), this.#pins.list()]);
    // Of a tool that was described otherwise meanwhile there may be several.
    const latest = new Map(grants.records.map((dated) => [`${dated.record.server}\0${dated.record.tool}`, dated]));
    return {
      approvals: [...latest.values()].map(({ record: { server, tool }, writtenMs }) => ({
        server,
        tool,
        since: since(writtenMs),
      })),
      definitions: pins.records.map(({ record: { server, tools }, writtenMs }) => ({
        server,
        tools: Object.keys(tools).toSorted(),
        since: since(writtenMs),
      })),
      faults: [...grants.faults, ...pins.faults],
    };
  }

  /**
   * Forgets; hosts that run ask again from then on, except where a person allowed a tool for their session.
   *
   * @returns How many approvals, and how many tools' descriptions, are forgotten.
   * @throws {NexusError} `not_found` where there is nothing of the kind, `unavailable` as `list` does.
   */
  async revoke(revocation: Revocation): Promise<{ readonly approvals: number; readonly definitions: number }> {
    const { server, tool } = revocation;
    const { records } = await this.#grants.list();
    const isMeant = ({ record }: Dated<Grant>) =>
      record.server === server && (tool === undefined || record.tool === tool);
    const grants = records.filter(isMeant);
    const tools = revocation.definitions === true ? await this.#pinned(revocation) : [];
    if (grants.length + tools.length === 0) throw await this.#nothing(revocation);
    for (const { record } of grants) await this.#grants.delete(grantKey(record));
    if (tools.length > 0) await this.#unpin(server, new Set(tools));
    return { approvals: new Set(grants.map(({ record }) => record.tool)).size, definitions: tools.length };
  }

  async #pinned({ server, tool }: Revocation): Promise<string[]> {
    const known = Object.keys((await this.#pins.get(server))?.tools ?? {});
    return known.filter((name) => tool === undefined || name === tool);
  }

  async #unpin(server: string, gone: ReadonlySet<string>): Promise<void> {
    const all = Object.entries((await this.#pins.get(server))?.tools ?? {});
    const left = all.filter(([name]) => !gone.has(name));
    if (left.length === 0) await this.#pins.delete(server);
    else await this.#pins.put(server, { server, tools: Object.fromEntries(left) });
  }

  async #nothing({ server, tool, definitions }: Revocation): Promise<NexusError> {
    const { approvals, definitions: pinned } = await this.list();
    const which = tool === undefined ? server : `${tool} of ${server}`;
    const allowed = approvals.map((each) => `${each.server} ${each.tool}`).join(', ');
    const isPinned = pinned.some((each) => each.server === server && (tool === undefined || each.tools.includes(tool)));
    const forget = isPinned && definitions !== true ? ' How its tools are described goes with --definitions.' : '';
    return new NexusError('not_found', `There is no lasting approval of ${which}.`, {
      hint: `${allowed === '' ? 'There is none at all.' : `There are: ${allowed}.`}${forget}`,
    });
  }
}

function since(writtenMs: number): string {
  return new Date(writtenMs).toISOString();
}

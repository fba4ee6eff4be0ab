import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import type { ChatTool } from '@nexus/llm';
import { cleanText, nearest } from '@nexus/models';
import type { CallOptions } from '../connections/session.ts';
import type { ServerTarget } from '../servers/server-target.ts';
import { assignAliases } from './aliases.ts';
import { accessOf, type ToolAccess } from './tool-access.ts';

/** Where a call goes: a server, or the host itself. */
interface ToolHolder {
  readonly target: Pick<ServerTarget, 'name' | 'trusted' | 'access'>;
  call(tool: Tool, args: Record<string, unknown>, options?: CallOptions): Promise<CallToolResult>;
}

/** A server with the tools that it offers. */
interface ToolSource extends ToolHolder {
  readonly tools: readonly Tool[];
}

/** The way from a name that the model uses to a tool of a server. */
export interface Route {
  readonly alias: string;
  readonly access: ToolAccess;
  readonly tool: Tool;
  readonly connection: ToolHolder;
  /** As the model sees it. */
  readonly definition: ChatTool;
}

const LONGEST_DESCRIPTION = 4_000;
const MAX_CANDIDATES = 5;

/** The tools of all servers under names that no two share, in an order that does not depend on who answered first. */
export class Routes {
  readonly all: readonly Route[];
  /** As a model is offered them. */
  readonly definitions: readonly ChatTool[];
  readonly #byAlias: ReadonlyMap<string, Route>;

  private constructor(all: readonly Route[]) {
    this.all = all;
    this.definitions = all.map(({ definition }) => definition);
    this.#byAlias = new Map(all.map((each) => [each.alias, each]));
  }

  static over(sources: readonly ToolSource[], options: { readonly readOnly: boolean }): Routes {
    const found = sources
      .flatMap((connection) => distinct(connection.tools).map((tool) => ({ connection, tool })))
      .filter(({ connection, tool }) => !options.readOnly || accessOf(tool, connection.target) === 'read');
    const aliases = assignAliases(
      found.map(({ connection, tool }) => ({ server: connection.target.name, tool: tool.name })),
    );
    const all = found.map((entry, i) => route(entry.connection, entry.tool, aliases[i] ?? entry.tool.name));
    return new Routes(all.sort((a, b) => (a.alias < b.alias ? -1 : 1)));
  }

  /** The same with a tool of the host; a server's tool of that name is left out. */
  with(own: Route): Routes {
    return new Routes([...this.all.filter(({ alias }) => alias !== own.alias), own]);
  }

  get(alias: string): Route | undefined {
    return this.#byAlias.get(alias);
  }

  /** Names that a wrong name may have meant. */
  candidates(alias: string): string[] {
    return nearest(alias, this.#byAlias.keys(), MAX_CANDIDATES);
  }
}

function route(connection: ToolSource, tool: Tool, alias: string): Route {
  return {
    alias,
    access: accessOf(tool, connection.target),
    tool,
    connection,
    definition: {
      type: 'function',
      function: {
        name: alias,
        description: cleanText(tool.description ?? tool.title ?? '', LONGEST_DESCRIPTION),
        parameters: tool.inputSchema,
      },
    },
  };
}

/** A server that lists a name twice means one tool: it could not tell the calls apart either. */
function distinct(tools: readonly Tool[]): Tool[] {
  return [...new Map(tools.map((tool) => [tool.name, tool])).values()];
}

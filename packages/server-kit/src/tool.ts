import type { BuildingTime } from '@nexus/models';
import type {
  ContentBlock,
  CreateMessageRequestParamsBase,
  CreateMessageResult,
  ElicitRequestFormParams,
  ElicitResult,
} from '@modelcontextprotocol/sdk/types.js';
import type * as z from 'zod';
import type { Logger } from './log.ts';

/** The only safety declaration of a tool: its annotations, `--read-only` and scopes derive from it. */
export type Access = 'read' | 'write' | 'destroy';

/** Who calls: over stdio and without a token the client's own name, with a token the token's owner. */
export interface Principal {
  readonly kind: 'client' | 'token';
  readonly name: string;
}

/** What the connected client offers beside calling; each refuses with `unavailable` when the client lacks it. */
export interface ConnectedClient {
  /** Whether `elicit` can ask its person. */
  readonly canElicit: boolean;
  readonly elicit: (params: ElicitRequestFormParams) => Promise<ElicitResult>;
  readonly createMessage: (params: CreateMessageRequestParamsBase) => Promise<CreateMessageResult>;
}

/** What a tool, resource or prompt gets besides its arguments. */
export interface Context<Deps> {
  readonly deps: Deps;
  /** Goes to stderr, and to the client as log notifications at the level that it asked for. */
  readonly log: Logger;
  /** Aborted when the client cancels or leaves. */
  readonly signal: AbortSignal;
  readonly principal: Principal;
  /** The building's clock and time zone. */
  readonly time: BuildingTime;
  readonly client: ConnectedClient;
  /** Tells the client how far a long call is; costs nothing when it did not ask. */
  readonly progress: (done: number, total?: number, message?: string) => Promise<void>;
}

/** The rest of a call whose tool only starts something. */
export interface LongCall<Deps, Out extends z.ZodObject> {
  /**
   * Resolves with the last answer, once what was started has ended.
   *
   * It may be called again for the same answer, by another process too; its progress is the task's message.
   */
  follow(started: z.output<Out>, context: Context<Deps>): Promise<z.input<Out>>;
  /** Ends what was started. @throws {NexusError} when it cannot be ended any more. */
  cancel(started: z.output<Out>, context: Context<Deps>): Promise<void>;
}

/** One tool, declared. `run` returns plain data; the kit makes the MCP result. */
export interface Tool<Deps, In extends z.ZodObject = z.ZodObject, Out extends z.ZodObject = z.ZodObject> {
  /** `verb_noun`, at most 40 characters. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly access: Access;
  /** A flat `z.strictObject`, every field described, no union at the root. */
  readonly input: In;
  readonly output: Out;
  run(input: z.output<In>, context: Context<Deps>): z.input<Out> | Promise<z.input<Out>>;
  /** What the call goes on with after its answer, where a client makes it a task. */
  readonly task?: LongCall<Deps, Out>;
  /** Content blocks in place of the JSON text; for results that text cannot carry. */
  present?(output: z.output<Out>): ContentBlock[];
}

/** `const defineTool = toolFor<Deps>()`: checks a declaration against its own schemas. */
export function toolFor<Deps>() {
  return <In extends z.ZodObject, Out extends z.ZodObject>(tool: Tool<Deps, In, Out>): Tool<Deps, In, Out> => tool;
}

import type { JsonSchema } from './schema.ts';
import type { Context } from './tool.ts';

/** A tool that no code declares. It only reads; its schema goes over the wire as it is. */
export interface SourcedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Of an object, without a union at its root. */
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
}

/**
 * Tools that come and go while a server runs, such as those that clients register.
 *
 * A name that the server declares itself is always its own.
 */
export interface ToolSource<Deps> {
  /** Changes whenever the list does; asked once a second for every connected client. */
  version(deps: Deps): Promise<string | number>;
  list(deps: Deps): Promise<readonly SourcedTool[]>;
  /** @returns The structured result; undefined when there is no such tool. */
  call(name: string, args: unknown, context: Context<Deps>): Promise<Record<string, unknown> | undefined>;
}

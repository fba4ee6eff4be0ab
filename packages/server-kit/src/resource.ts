import type { Context } from './tool.ts';

/** What a resource reads as: text or bytes as they are, anything else as JSON. */
export type ResourceBody = string | Uint8Array | Record<string, unknown> | readonly unknown[];

interface ResourceBase {
  /** Unique within the server, kebab-case. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}

/** A resource with one address. */
export interface FixedResource<Deps> extends ResourceBase {
  readonly uri: string;
  readonly uriTemplate?: undefined;
  read(context: Context<Deps>): ResourceBody | Promise<ResourceBody>;
  /** Changes whenever the content does; makes the resource subscribable. The kit asks while somebody listens. */
  version?(context: Context<Deps>): string | number | Promise<string | number>;
}

/** A family of resources, addressed by an RFC 6570 template such as `device://{device_id}`. */
export interface TemplateResource<Deps> extends ResourceBase {
  readonly uriTemplate: string;
  readonly uri?: undefined;
  /** Throws `not_found` when there is no such resource. */
  read(variables: Readonly<Record<string, string>>, context: Context<Deps>): ResourceBody | Promise<ResourceBody>;
  version?(
    variables: Readonly<Record<string, string>>,
    context: Context<Deps>,
  ): string | number | Promise<string | number>;
  /** Every resource of the family, for `resources/list`. */
  list?(context: Context<Deps>): ListedResource[] | Promise<ListedResource[]>;
  /** Values of a variable that begin with (or contain) what was typed, by variable name. */
  readonly complete?: Readonly<Record<string, Completer<Deps>>>;
}

export interface ListedResource {
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
}

/** `given` holds the arguments filled in so far. */
export type Completer<Deps> = (
  typed: string,
  context: Context<Deps>,
  given: Readonly<Record<string, string>>,
) => string[] | Promise<string[]>;

export type Resource<Deps> = FixedResource<Deps> | TemplateResource<Deps>;

export function resourceFor<Deps>() {
  return <R extends Resource<Deps>>(resource: R): R => resource;
}

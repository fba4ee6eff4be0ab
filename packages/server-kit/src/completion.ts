import { NexusError } from '@nexus/models';
import type { CompleteRequest, CompleteResult } from '@modelcontextprotocol/sdk/types.js';
import type { Catalogue } from './catalogue.ts';
import type { Completer } from './resource.ts';
import type { Context } from './tool.ts';

/** The protocol's own limit. */
const MAX_VALUES = 100;

/** Answers `completion/complete` for a resource template's variable or a prompt's argument. */
export async function complete<Deps>(
  catalogue: Catalogue<Deps>,
  params: CompleteRequest['params'],
  context: Context<Deps>,
): Promise<CompleteResult> {
  const { name, value } = params.argument;
  const completers = completersOf(catalogue, params.ref) ?? {};
  const completer = Object.hasOwn(completers, name) ? completers[name] : undefined;
  const values = (await completer?.(value, context, params.context?.arguments ?? {})) ?? [];
  return {
    completion: {
      values: values.slice(0, MAX_VALUES),
      total: values.length,
      hasMore: values.length > MAX_VALUES,
    },
  };
}

function completersOf<Deps>(
  catalogue: Catalogue<Deps>,
  ref: CompleteRequest['params']['ref'],
): Readonly<Record<string, Completer<Deps>>> | undefined {
  if (ref.type === 'ref/prompt') {
    const prompt = catalogue.prompts.get(ref.name);
    if (prompt === undefined) throw new NexusError('not_found', 'There is no such prompt.');
    return prompt.complete;
  }
  const found = catalogue.templates.find(({ resource }) => resource.uriTemplate === ref.uri);
  if (found === undefined && !catalogue.fixed.has(ref.uri)) {
    throw new NexusError('not_found', 'There is no such resource template.');
  }
  return found?.resource.complete;
}

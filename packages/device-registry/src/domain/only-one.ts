import { cleanText, NexusError } from '@nexus/models';
import { describeNamed, type Named, nearestNames } from './nearest-names.ts';

export const EMPTY_REGISTRY = 'The registry is empty: import an inventory first.';

/** The only zone or device found. @throws {NexusError} `invalid_argument` for several, `not_found` for none. */
export function onlyOne<Thing>(
  found: readonly Thing[],
  search: {
    readonly kind: 'zone' | 'device';
    readonly wanted: string;
    /** What was found; when that is nothing, what there is. */
    readonly things: readonly Named[];
    readonly tool: string;
  },
): Thing {
  const { kind, wanted, things, tool } = search;
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  const quoted = `"${cleanText(wanted, 80)}"`;
  if (first !== undefined) {
    const more = things.length > 5 ? ' and more' : '';
    throw new NexusError('invalid_argument', `Several ${kind}s are named ${quoted}.`, {
      hint: `Give one of these ids: ${things.slice(0, 5).map(describeNamed).join(', ')}${more}.`,
    });
  }
  const nearest = things.length === 0 ? EMPTY_REGISTRY : nearestNames(wanted, things);
  throw new NexusError('not_found', `There is no ${kind} ${quoted}.`, {
    hint: nearest === undefined ? `See ${tool}.` : `${nearest} See ${tool}.`,
  });
}

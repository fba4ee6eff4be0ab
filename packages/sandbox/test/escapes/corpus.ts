import { CONSTRUCTORS } from './constructors.ts';
import type { Canary, EscapeCase } from './escape-case.ts';
import { FORGERIES } from './forgeries.ts';
import { GREEDY } from './greedy.ts';
import { hostObjects } from './host-objects.ts';

export function corpus(where: Canary): EscapeCase[] {
  return [...CONSTRUCTORS, ...hostObjects(where), ...GREEDY, ...FORGERIES];
}

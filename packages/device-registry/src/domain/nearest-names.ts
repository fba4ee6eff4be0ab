import { nearest } from '@nexus/models';

/** A zone or a device, as it is offered for a name that was not understood. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly building?: string;
}

/** `Nearest: Conference Room 3B (NORTH-3B, NORTH), …`: up to five things whose name or id the caller may mean. */
export function nearestNames(wanted: string, things: readonly Named[]): string | undefined {
  const byText = new Map<string, Named[]>();
  for (const thing of things) {
    for (const text of [thing.name, thing.id]) byText.set(text, [...(byText.get(text) ?? []), thing]);
  }
  const found = new Set(nearest(wanted, byText.keys(), 5).flatMap((text) => byText.get(text) ?? []));
  if (found.size === 0) return undefined;
  return `Nearest: ${[...found].slice(0, 5).map(describeNamed).join(', ')}.`;
}

export function describeNamed({ id, name, building }: Named): string {
  return `${name} (${building === undefined ? id : `${id}, ${building}`})`;
}

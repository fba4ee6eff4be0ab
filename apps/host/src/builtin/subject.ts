import type { Sentence } from './language/sentence.ts';
import type { Span } from './language/span.ts';
import { isNotFound, resultOf, type Outcome, type ToolRequest } from './outcome.ts';
import { byTrust, readingsIn } from './present/reading.ts';
import { Snapshot } from './wire.ts';

/** Whose readings are asked for. A room is named as people do; a device by id or name. */
export type Subject =
  | { readonly kind: 'zone'; readonly name: string; readonly building?: string }
  | { readonly kind: 'device'; readonly name: string };

/** What a sentence is about: its devices before its places. */
export function subjectsOf({ devices, places, building }: Sentence): Subject[] {
  if (devices.length > 0) return devices.map((name) => ({ kind: 'device', name }));
  return places.map((name) => ({ kind: 'zone', name, ...(building !== undefined && { building }) }));
}

export function subjectOf(sentence: Sentence): Subject | undefined {
  return subjectsOf(sentence)[0];
}

/** The newest readings of a subject; all its metrics when none is named. */
export function latest(subject: Subject, metrics: readonly string[]): ToolRequest {
  const wanted = metrics.length > 0 ? { metrics } : {};
  if (subject.kind === 'device')
    return { tool: 'get_latest_readings', arguments: { device_id: subject.name, ...wanted } };
  const place = { zone_id: subject.name, ...(subject.building !== undefined && { building: subject.building }) };
  return { tool: 'get_zone_snapshot', arguments: { ...place, ...wanted } };
}

/** What a name may mean otherwise: a room may be called like an id, a device like a place. */
export function otherKind(subject: Subject): Subject {
  return subject.kind === 'device' ? { kind: 'zone', name: subject.name } : { kind: 'device', name: subject.name };
}

/** The call under the other reading of a name, once nothing was found under the first. */
export function secondGuess(
  subject: Subject,
  outcomes: readonly Outcome[],
  call: (subject: Subject) => ToolRequest,
): readonly ToolRequest[] {
  if (outcomes.length !== 1 || !isNotFound(outcomes[0])) return [];
  // `Conference Room 3C` is a room, even if there is none.
  if (subject.kind === 'zone' && /\b(?:room|zone|office|lobby|floor|suite|hall)\b/i.test(subject.name)) return [];
  return [call(otherKind(subject))];
}

/** The window of a call: the words of the tools. */
export function windowArguments(span: Span | undefined): Partial<Span> {
  return span ?? {};
}

/** The devices that measure a metric in the room of a snapshot, the best first. */
export function sensorsOf(outcome: Outcome | undefined, metric: string, limit: number): string[] {
  const snapshot = resultOf(outcome, Snapshot);
  if (snapshot === undefined) return [];
  const ids = byTrust(readingsIn(snapshot), metric).room.map(({ device_id }) => device_id);
  return [...new Set(ids)].filter((id) => id !== undefined).slice(0, limit);
}

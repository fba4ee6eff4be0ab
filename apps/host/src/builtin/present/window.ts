import type { BuildingTime } from '@nexus/models';
import type { Window } from '../wire.ts';

/** An instant of the wire as the building's clock shows it, to the minute. */
export function localTime(iso: string, time: BuildingTime): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : time.iso(ms).slice(0, 16).replace('T', ' ');
}

/** A window in the building's time. The end is exclusive. */
export function windowText({ start, end }: Window, time: BuildingTime): string {
  return `${localTime(start, time)} to ${localTime(end, time)} (${time.zone})`;
}

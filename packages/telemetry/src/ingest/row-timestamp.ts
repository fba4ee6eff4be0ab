import type { BuildingTime } from '@nexus/models';

const DATE_TIME =
  /^(?<hour>\d{4}-\d{2}-\d{2}[Tt ]\d{2})(?<rest>:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)(?<offset>[Zz]|[+-]\d{2}:?\d{2})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MAX_HOURS = 100_000;

/**
 * Reads the timestamps of a file: RFC 3339, or local dates and times of the building.
 *
 * Consecutive rows share their hour, which a calendar need to look up only once.
 */
export class RowTimestamps {
  readonly #time: BuildingTime;
  readonly #hours = new Map<string, number>();

  constructor(time: BuildingTime) {
    this.#time = time;
  }

  /** Unix ms, or `undefined` for a text of another form. @throws {NexusError} for a date or time that does not exist. */
  read(text: string): number | undefined {
    const groups = DATE_TIME.exec(text)?.groups;
    if (!groups) return DATE.test(text) ? this.#time.parse(text) : undefined;
    const { hour = '', rest = '', offset = '' } = groups;
    const [, minutes = 0, seconds = 0] = rest.split(':').map(Number);
    return this.#hour(hour, offset) + minutes * 60_000 + Math.floor(seconds * 1000);
  }

  #hour(hour: string, offset: string): number {
    const key = hour + offset;
    const known = this.#hours.get(key);
    if (known !== undefined) return known;
    if (this.#hours.size >= MAX_HOURS) this.#hours.clear();
    const start_ms = this.#time.parse(`${hour}:00:00${offset}`);
    this.#hours.set(key, start_ms);
    return start_ms;
  }
}

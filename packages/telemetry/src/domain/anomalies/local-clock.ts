import type { BuildingTime } from '@nexus/models';

/** Where an instant lies in its local day. */
export interface LocalInstant {
  /** Start of the day, in Unix ms. */
  readonly day_ms: number;
  readonly minute: number;
  readonly isWeekend: boolean;
}

/** Local days of readings that come in their order: the calendar is looked up once a day. */
export class LocalClock {
  readonly #time: BuildingTime;
  #day = { start_ms: 0, end_ms: 0, isWeekend: false };

  constructor(time: BuildingTime) {
    this.#time = time;
  }

  at(ms: number): LocalInstant {
    if (ms < this.#day.start_ms || ms >= this.#day.end_ms) this.#day = this.#dayOf(ms);
    const { start_ms, isWeekend } = this.#day;
    return { day_ms: start_ms, minute: Math.floor((ms - start_ms) / 60_000), isWeekend };
  }

  #dayOf(ms: number) {
    const weekday = new Date(`${this.#time.dateOf(ms)}T00:00:00Z`).getUTCDay();
    return {
      start_ms: this.#time.startOf('day', ms),
      end_ms: this.#time.next('day', ms),
      isWeekend: weekday === 0 || weekday === 6,
    };
  }
}

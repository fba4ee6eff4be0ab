import type { EnergyUse } from './energy.ts';

/** What became of a meter's register, once. */
export type RegisterEvent =
  /** It lost its memory and counted from zero. */
  | { readonly kind: 'reset'; readonly at_ms: number }
  /** Another meter with a count of its own took its place. */
  | { readonly kind: 'replacement'; readonly at_ms: number; readonly starts_at_kwh: number }
  /** It passed its last digit. */
  | { readonly kind: 'rollover'; readonly at_ms: number; readonly capacity_kwh: number };

/** The count that a smart meter shows, which is not always what was consumed. */
export class Register {
  readonly #use: EnergyUse;
  readonly #event: RegisterEvent | undefined;
  readonly #start_kwh: number;

  /** @param start_kwh What the register showed in 2020. */
  constructor(use: EnergyUse, start_kwh: number, event: RegisterEvent | undefined) {
    this.#use = use;
    this.#start_kwh = start_kwh;
    this.#event = event;
  }

  /** In kWh. */
  shownAt(ms: number): number {
    const total = this.#use.energyAt(ms);
    const event = this.#event;
    if (!event) return this.#start_kwh + total;
    const since = total - this.#use.energyAt(event.at_ms);
    // The offset of a register with few digits is such that it is full just then.
    if (event.kind === 'rollover') return ((since % event.capacity_kwh) + event.capacity_kwh) % event.capacity_kwh;
    if (ms < event.at_ms) return this.#start_kwh + total;
    return event.kind === 'reset' ? since : event.starts_at_kwh + since;
  }

  /** Mean power of the interval that ends at `ms`, in kW. */
  powerAt(ms: number): number {
    return this.#use.powerAt(ms);
  }
}

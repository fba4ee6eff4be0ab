/** What is wrong with a stretch of readings. */
export type AnomalyKind =
  /** A machine shakes more than it should. */
  | 'vibration'
  /** One value far off. */
  | 'spike'
  /** The same value again and again. */
  | 'stuck'
  /** Nothing arrived. */
  | 'gap'
  /** Some readings got lost. */
  | 'loss'
  /** The device itself calls its value bad; it is nonsense. */
  | 'bad_quality'
  /** The device doubts its value, which is off by a little. */
  | 'uncertain_quality'
  /** Readings without a value. */
  | 'missing_value'
  /** Readings that were sent twice. */
  | 'duplicate'
  /** Timestamps ahead of the true time. */
  | 'clock_skew'
  /** A counter that fell to 0 for one reading. */
  | 'meter_glitch'
  | 'meter_reset'
  | 'meter_replacement'
  | 'meter_rollover';

/** A stretch of one metric of one device that does not show the truth; half-open, in Unix ms. */
export interface Anomaly {
  readonly device_id: string;
  readonly metric: string;
  readonly kind: AnomalyKind;
  readonly start_ms: number;
  readonly end_ms: number;
}

/** A fault as it changes readings. */
export interface Fault {
  readonly metric: string;
  readonly kind: AnomalyKind;
  readonly start_ms: number;
  readonly end_ms: number;
  /** By how much, in the metric's unit, or the value itself of a `bad_quality`. */
  readonly amount: number;
}

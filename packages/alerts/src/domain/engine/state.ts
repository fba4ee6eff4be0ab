import type { BuildingTime } from '@nexus/models';
import type { Rule } from '../rule.ts';
import type { Severity } from '../severity.ts';
import type { Timers } from './timers.ts';

/** What the registry says of a device, as far as rules ask. */
export interface DeviceFacts {
  readonly device_type: string;
  readonly zone_id: string;
  readonly building: string;
  /** Through which it reports; when it falls silent, so do all behind it. */
  readonly gateway?: string | undefined;
  /** Nothing is raised for a device out of use. */
  readonly isInUse: boolean;
}

/** Who is there; a device that is not known is selected only by rules that ask for nothing but it. */
export interface Directory {
  device(device_id: string): DeviceFacts | undefined;
  /** Devices behind a gateway, in a fixed order. */
  behind(gateway: string): readonly string[];
}

/** What the engine takes as given: neither is part of its state. */
export interface Surroundings {
  readonly directory: Directory;
  readonly time: BuildingTime;
}

/** Of event times, in milliseconds. */
export interface Tolerances {
  /** For so long a reading may be under way and still be put into its place. */
  readonly lateness_ms: number;
  /** A reading from farther ahead of the clock is not believed. */
  readonly skew_ms: number;
}

/** What is remembered of one series. Absent fields are not known yet. */
export interface Track {
  readonly device_id: string;
  readonly metric: string;
  /** The last sign of life: any reading but a missing one. */
  last_ms?: number | undefined;
  /** Usual time between two of them. */
  interval_ms?: number | undefined;
  /** The last good reading, and how long after the one before it came. */
  good_ms?: number | undefined;
  value?: number | undefined;
  gap_ms?: number | undefined;
  /** Trailing mean and variance, and of how many readings; kept only where a rule asks for anomalies. */
  baseline?: Baseline | undefined;
  /** The rules that hold for it; found out at the first need. */
  plan?: Plan | undefined;
  /** When its silence is looked at next. */
  timer_ms?: number | undefined;
}

export interface Baseline {
  n: number;
  mean: number;
  variance: number;
}

/** The rules of one series, shared by all series that have the same. */
export interface Plan {
  readonly values: readonly Rule[];
  readonly silences: readonly Rule[];
  readonly hasAnomaly: boolean;
}

/** Where one rule stands for one device, or for a gateway. */
export interface Machine {
  /** Since when the condition holds at every reading. */
  since_ms?: number | undefined;
  critical_since_ms?: number | undefined;
  open?: OpenAlert | undefined;
  /** Of a flapping alert: the last reading that was not back to the usual. */
  breach_ms?: number | undefined;
  cleared_ms?: number | undefined;
  cleared_severity?: Severity | undefined;
  /** The last times that an alert was raised. */
  raised_ms?: readonly number[] | undefined;
  /** A silence counts from here on: the gateway came back, or the active hours begin, or the cool-down ends. */
  not_before_ms?: number | undefined;
  /** Its gateway is silent, so that it has nothing to say. */
  isBehind?: boolean | undefined;
}

interface OpenAlert {
  readonly triggered_ms: number;
  severity: Severity;
  readonly isFlapping: boolean;
  /** Behind a silent gateway. */
  readonly members?: readonly string[] | undefined;
}

/** A reading on its way through the engine. */
export interface Sample {
  readonly device_id: string;
  readonly metric: string;
  readonly ms: number;
  /** NaN for one that is not good. */
  readonly value: number;
  /** A missing reading is no sign of life. */
  readonly isLife: boolean;
}

/** Everything that must survive a restart, and what can be found again from it. */
export interface EngineState {
  readonly tolerances: Tolerances;
  /** Everything before is decided; goes back only with the clock of the machine. */
  clock_ms: number;
  /** Before it nobody listened, so that no silence counts from earlier. */
  listening_ms: number;
  rules: readonly Rule[];
  readonly tracks: Map<string, Track>;
  /** By `machineKey`. */
  readonly machines: Map<string, Machine>;
  /** Not decided yet, by time. */
  waiting: Sample[];
  /** Readings that were not evaluated. */
  readonly passedOver: { late: number; future: number };
  /** Found again after a restart. */
  readonly timers: Timers<Track>;
  readonly plans: Map<string, Plan>;
  watchesAny: boolean;
  /** What changed since it was last written down. */
  readonly touched: { readonly tracks: Set<Track>; readonly machines: Set<string> };
}

interface Happened {
  readonly rule: Rule;
  /** Or the gateway, of an alert with members. */
  readonly device_id: string;
  /** Event time. */
  readonly at_ms: number;
}

export interface Triggered extends Happened {
  readonly kind: 'triggered';
  /** What was compared with the threshold. */
  readonly value: number;
  readonly threshold: number;
  readonly severity: Severity;
  /** Raised so often that it now stays open until the value has been quiet for half an hour. */
  readonly isFlapping: boolean;
  readonly members?: readonly string[] | undefined;
}

/** It became critical. */
export interface Raised extends Happened {
  readonly kind: 'raised';
  readonly value: number;
  readonly threshold: number;
  readonly severity: Severity;
}

export interface Cleared extends Happened {
  readonly kind: 'cleared';
  /** `superseded`: the rule was changed or no longer holds for the device. */
  readonly why: 'returned' | 'superseded';
}

/** A gateway that was known to be silent has taken the devices behind it along. */
export interface Joined extends Happened {
  readonly kind: 'joined';
  readonly members: readonly string[];
}

export type Effect = Triggered | Raised | Joined | Cleared;

export function trackKey(device_id: string, metric: string): string {
  return `${metric}\u0000${device_id}`;
}

export function machineKey(rule_id: string, subject: string): string {
  return `${rule_id}\u0000${subject}`;
}

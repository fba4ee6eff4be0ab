import type { Heartbeat, InventoryDevice } from '@nexus/device-registry/store';
import { NexusError, type TimeWindow, type Zone } from '@nexus/models';
import type { Reading } from '@nexus/telemetry/store';
import { Calendar, DAY_MS, MINUTE_MS } from './building/calendar.ts';
import { type DemoDevice, demoDevices } from './building/devices.ts';
import { uniform } from './building/noise.ts';
import { DEMO_ZONES } from './building/zones.ts';
import { type Condition, conditionOf, registerEventOf } from './faults/lasting.ts';
import { RecurringFaults } from './faults/recurring.ts';
import { type GroundTruth, groundTruth, type Unit } from './ground-truth.ts';
import { Attendance } from './model/attendance.ts';
import { channelsOf } from './model/channels.ts';
import { Climate } from './model/climate.ts';
import { EnergyUse, FIRST_MS } from './model/energy.ts';
import { channelReadings } from './model/readings.ts';
import { Register } from './model/register.ts';

export const FIRST_READING_MS = FIRST_MS + DAY_MS;

export interface DemoOptions {
  /** A whole number; another seed is another building of the same shape. */
  readonly seed: number;
  /** The building's IANA time zone. */
  readonly zone: string;
  /** When the demo was opened, in Unix ms: faults that happen only once are dated back from here. */
  readonly seeded_ms: number;
}

/** A building of which everything is known, at any time from 2020-01-02 on. */
export interface DemoBuilding {
  readonly zones: readonly Zone[];
  /** With their status; those that fell silent also with `last_seen_ms`. */
  readonly devices: readonly InventoryDevice[];
  /**
   * The readings with timestamps in a window, by device and metric, each ascending; some come twice.
   *
   * Windows that follow each other give what one window over all of them gives.
   *
   * @throws {NexusError} `invalid_argument` for a window that starts before 2020-01-02.
   */
  readings(window: TimeWindow): Generator<Reading>;
  /** The last sign of life, at most a minute before `nowMs`, of every device that is alive then. */
  heartbeats(nowMs: number): Heartbeat[];
  groundTruth(window: TimeWindow): GroundTruth;
}

/** @throws {NexusError} `invalid_argument` for an unknown time zone. */
export function demoBuilding({ seed, zone, seeded_ms }: DemoOptions): DemoBuilding {
  const calendar = new Calendar(zone);
  const attendance = new Attendance(seed);
  const climate = new Climate(seed, DEMO_ZONES, calendar, attendance);
  const units = demoDevices(seed).map((device) =>
    unitOf(device, { seed, zone, seeded_ms }, calendar, attendance, climate),
  );
  return {
    zones: DEMO_ZONES.map(({ zone }) => zone),
    devices: units.map(inventoryDevice),
    *readings(window) {
      if (window.start_ms < FIRST_READING_MS) {
        throw new NexusError('invalid_argument', 'The demo building has no readings before 2020-01-02.');
      }
      for (const { device, condition, channels, faultsIn } of units) {
        const faults = faultsIn(window);
        const source = {
          device_id: device.record.device_id,
          key: device.key,
          silent_since_ms: condition.silent_since_ms ?? Number.POSITIVE_INFINITY,
          skew_ms: condition.skew_ms,
        };
        for (const channel of channels) yield* channelReadings(source, channel, faults, window);
      }
    },
    heartbeats: (nowMs) =>
      units
        .filter(({ condition }) => nowMs <= (condition.silent_since_ms ?? Number.POSITIVE_INFINITY))
        .map(({ device }) => heartbeat(device, nowMs)),
    groundTruth: (window) => groundTruth(units, calendar, seeded_ms, window),
  };
}

function unitOf(
  device: DemoDevice,
  { seed, seeded_ms }: DemoOptions,
  calendar: Calendar,
  attendance: Attendance,
  climate: Climate,
): Unit {
  const place = DEMO_ZONES[device.zone_index];
  const isMeter = place !== undefined && device.type === 'smart_meter';
  const energy = isMeter ? new EnergyUse(seed, place, device.zone_index, calendar, attendance) : undefined;
  const start_kwh = 200 + 30_000 * uniform(device.key, 50);
  const register = energy && new Register(energy, start_kwh, registerEventOf(device, seeded_ms));
  const channels = channelsOf(device, { calendar, climate, register });
  const recurring = new RecurringFaults(device, channels, seeded_ms);
  return {
    device,
    condition: conditionOf(device, seeded_ms),
    channels,
    energy,
    faultsIn: ({ start_ms, end_ms }) => calendar.days(start_ms, end_ms).flatMap((day) => recurring.on(day)),
  };
}

function inventoryDevice({ device, condition }: { device: DemoDevice; condition: Condition }): InventoryDevice {
  const { status, silent_since_ms } = condition;
  const wasSeen = silent_since_ms !== undefined && Number.isFinite(silent_since_ms);
  return { ...device.record, status, ...(wasSeen ? { last_seen_ms: silent_since_ms } : {}) };
}

/** Once a minute, each device at its own second. */
function heartbeat({ record, key }: DemoDevice, nowMs: number): Heartbeat {
  const phase_ms = Math.floor(uniform(key, 51) * 60) * 1000;
  return { device_id: record.device_id, seen_ms: Math.floor((nowMs - phase_ms) / MINUTE_MS) * MINUTE_MS + phase_ms };
}

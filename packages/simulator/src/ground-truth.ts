import type { TimeWindow } from '@nexus/models';
import { type Calendar, dateOf } from './building/calendar.ts';
import type { DemoDevice } from './building/devices.ts';
import type { Anomaly, Fault } from './faults/fault.ts';
import { type Condition, registerEventOf } from './faults/lasting.ts';
import type { Channel } from './model/channels.ts';
import { type EnergyUse, METER_INTERVAL_MS } from './model/energy.ts';

export interface SilentDevice {
  readonly device_id: string;
  /** Absent for a device that never gave a sign of life. */
  readonly last_seen_ms?: number;
}

export interface FloorConsumption {
  readonly building: string;
  readonly floor: number;
  /** `YYYY-MM-DD` in the building's time zone. */
  readonly date: string;
  /** Of the part of the day that is in the window. */
  readonly energy_kwh: number;
}

/** What an answer over a window has to say. */
export interface GroundTruth {
  /** Devices in use without a sign of life since before the window's end. */
  readonly offline: readonly SilentDevice[];
  /** By device, metric and start. */
  readonly anomalies: readonly Anomaly[];
  /** What the floors consumed, whatever their meters show; by floor, then day. */
  readonly consumption: readonly FloorConsumption[];
}

/** A device with everything that the model knows about it. */
export interface Unit {
  readonly device: DemoDevice;
  readonly condition: Condition;
  readonly channels: readonly Channel[];
  /** Of smart meters. */
  readonly energy: EnergyUse | undefined;
  readonly faultsIn: (window: TimeWindow) => Fault[];
}

export function groundTruth(
  units: readonly Unit[],
  calendar: Calendar,
  seededMs: number,
  window: TimeWindow,
): GroundTruth {
  return {
    offline: units.flatMap(({ device, condition }) => silentDevice(device, condition, window.end_ms)),
    anomalies: units.flatMap((unit) => anomaliesOf(unit, seededMs, window)),
    consumption: consumption(units, calendar, window),
  };
}

function silentDevice(device: DemoDevice, condition: Condition, at_ms: number): SilentDevice[] {
  const { silent_since_ms, status } = condition;
  if (silent_since_ms === undefined || silent_since_ms >= at_ms || status === 'decommissioned') return [];
  const { device_id } = device.record;
  return [Number.isFinite(silent_since_ms) ? { device_id, last_seen_ms: silent_since_ms } : { device_id }];
}

function anomaliesOf(unit: Unit, seededMs: number, window: TimeWindow): Anomaly[] {
  const { device, condition, channels } = unit;
  const { device_id } = device.record;
  const spoken = { ...window, end_ms: Math.min(window.end_ms, condition.silent_since_ms ?? window.end_ms) };
  const recurring = unit
    .faultsIn(window)
    .map(({ metric, kind, start_ms, end_ms }): Anomaly => ({ device_id, metric, kind, start_ms, end_ms }));
  const skewed = condition.skew_ms === 0 ? [] : channels;
  const skews = skewed.map(({ metric }): Anomaly => ({ device_id, metric, kind: 'clock_skew', ...spoken }));
  const event = registerEventOf(device, seededMs);
  const events: Anomaly[] = event
    ? [
        {
          device_id,
          metric: 'energy_kwh',
          kind: `meter_${event.kind}`,
          start_ms: event.at_ms,
          end_ms: event.at_ms + METER_INTERVAL_MS,
        },
      ]
    : [];
  return [...recurring, ...skews, ...events]
    .filter(({ start_ms, end_ms }) => start_ms < spoken.end_ms && end_ms > spoken.start_ms)
    .sort((a, b) => (a.metric === b.metric ? a.start_ms - b.start_ms : a.metric < b.metric ? -1 : 1));
}

function consumption(units: readonly Unit[], calendar: Calendar, window: TimeWindow): FloorConsumption[] {
  const floors = Map.groupBy(
    units.filter(({ energy }) => energy),
    ({ device }) => `${device.record.building} ${device.record.floor}`,
  );
  return [...floors.values()].flatMap((metered) =>
    calendar.days(window.start_ms, window.end_ms).map((day): FloorConsumption => {
      const from = Math.max(day.start_ms, window.start_ms);
      const to = Math.min(day.end_ms, window.end_ms);
      const used = metered.reduce(
        (sum, { energy }) => sum + (energy ? energy.energyAt(to) - energy.energyAt(from) : 0),
        0,
      );
      return { ...floorOf(metered), date: dateOf(day.number), energy_kwh: Math.round(used * 1000) / 1000 };
    }),
  );
}

function floorOf(units: readonly Unit[]): { building: string; floor: number } {
  const record = units[0]?.device.record;
  if (!record) throw new RangeError('A group of meters is empty.');
  return { building: record.building, floor: record.floor };
}

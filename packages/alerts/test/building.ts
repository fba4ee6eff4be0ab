import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceRegistryStore, openDeviceRegistryStore } from '@nexus/device-registry/store';
import { BuildingTime, METRICS, type MetricName } from '@nexus/models';
import { type Logger, silentLogger } from '@nexus/server-kit';
import { openTelemetryStore, type Reading, type TelemetryStore } from '@nexus/telemetry/store';
import type { Deps } from '../src/deps.ts';
import { defaultPolicies, type EscalationPolicy } from '../src/domain/escalation.ts';
import { evaluate } from '../src/evaluation/evaluator.ts';
import { StoreLink } from '../src/lookup/store-link.ts';
import type { Channel } from '../src/notify/channel.ts';
import { Courier } from '../src/notify/courier.ts';
import { type EvaluationStore, openAlertStore } from '../src/store/index.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** A Monday, 14:00 in Vienna. */
export const NOW_MS = Date.parse('2026-06-01T12:00:00Z');

export interface Building extends Deps {
  readonly folder: string;
  readonly alerts: EvaluationStore;
  /** Goes only when it is set. */
  readonly clock: { now_ms: number };
  readonly time: BuildingTime;
  ingest(...readings: readonly Reading[]): Promise<void>;
  /** Evaluates in the background, until the building goes or this is awaited. */
  evaluating(options?: {
    readonly channels?: readonly Channel[];
    readonly policies?: readonly EscalationPolicy[];
    readonly log?: Logger;
  }): AsyncDisposable;
}

/** Stores in a folder of their own, which goes with them; the alert store has the default rules. */
export async function openBuilding(
  options: { readOnly?: boolean; withoutTelemetry?: boolean } = {},
): Promise<Building> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-alerts-'));
  const clock = { now_ms: NOW_MS };
  const time = new BuildingTime({ zone: 'Europe/Vienna', now: () => clock.now_ms });
  const alerts = await openAlertStore(join(folder, 'alerts.db'));
  const telemetryPath = join(folder, 'telemetry.db');
  const writer = options.withoutTelemetry === true ? undefined : await openTelemetryStore(telemetryPath);
  const telemetry = new StoreLink<TelemetryStore>(telemetryPath, (path) =>
    openTelemetryStore(path, { readOnly: true }),
  );
  const registry = new StoreLink<DeviceRegistryStore>(join(folder, 'device_registry.db'), (path) =>
    openDeviceRegistryStore(path, { readOnly: true }),
  );
  const links = { telemetry: () => telemetry.open(), registry: () => registry.open() };
  return {
    folder,
    alerts,
    clock,
    time,
    readOnly: options.readOnly ?? false,
    ...links,
    async ingest(...readings) {
      await writer?.ingest(readings);
    },
    evaluating({ channels = [], policies, log = silentLogger } = {}) {
      const stop = new AbortController();
      const courier = new Courier(channels, { time, log });
      const tolerances = { lateness_ms: 1000, skew_ms: 60_000 };
      const done = evaluate(
        {
          store: alerts,
          ...links,
          courier,
          policies: policies ?? defaultPolicies(courier.channels),
          tolerances,
          time,
          log,
        },
        stop.signal,
      );
      return {
        async [Symbol.asyncDispose]() {
          stop.abort();
          await done;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await telemetry[Symbol.asyncDispose]();
      await writer?.[Symbol.asyncDispose]();
      await alerts[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

const ZONES = [
  { zone_id: 'N-3B', name: 'Conference Room 3B', building: 'NORTH', floor: 3, area_sqm: 40 },
  { zone_id: 'S-LOBBY', name: 'Lobby', building: 'SOUTH', floor: 1, area_sqm: 80 },
];

const DEVICES = [
  { device_id: 'CO2-1', name: 'CO2 sensor 3B', device_type: 'co2_sensor', zone_id: 'N-3B' },
  { device_id: 'TEMP-1', name: 'Thermometer 3B', device_type: 'temperature_sensor', zone_id: 'N-3B' },
  { device_id: 'TEMP-S', name: 'Thermometer lobby', device_type: 'temperature_sensor', zone_id: 'S-LOBBY' },
];

/** Writes a registry of two zones and their devices beside the readings. */
export async function addRegistry({ folder }: Building, more: readonly object[] = []): Promise<void> {
  await using registry = await openDeviceRegistryStore(join(folder, 'device_registry.db'));
  const devices = [...DEVICES, ...(more as typeof DEVICES)].map((device, i) => {
    const zone = ZONES.find(({ zone_id }) => zone_id === device.zone_id);
    return {
      ...device,
      building: zone?.building ?? '',
      floor: zone?.floor ?? 0,
      mac_address: `02:00:00:00:${(i >> 8).toString(16).padStart(2, '0')}:${(i & 255).toString(16).padStart(2, '0')}`,
      firmware_version: '1.0.0',
      hardware_revision: 'A',
      manufacturer: 'Acme',
      model_number: 'X1',
      status: 'online' as const,
    };
  });
  await registry.importInventory({ zones: ZONES, devices }, { actor: 'test', at_ms: NOW_MS });
}

export function reading(device_id: string, metric: MetricName, timestamp_ms: number, value: number): Reading {
  return { device_id, metric, timestamp_ms, value, unit: METRICS[metric].unit, quality: 'good' };
}

/** One reading a minute; the last one is a minute before `end_ms`. */
export function course(device_id: string, metric: MetricName, end_ms: number, values: readonly number[]): Reading[] {
  return values.map((value, i) => reading(device_id, metric, end_ms - (values.length - i) * MINUTE_MS, value));
}

export function repeated(times: number, value: number): number[] {
  return Array.from({ length: times }, () => value);
}

/** CO₂ that is fine and then, for the last quarter of an hour, too high in room 3B: one alert is raised. */
export const STUFFY = course('CO2-1', 'co2_ppm', NOW_MS, [...repeated(20, 600), ...repeated(15, 1300)]);

/** Waits for what the background does; fails after ten seconds. */
export async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (let i = 0; i < 400; i += 1) {
    const value = await look();
    if (value !== undefined) return value;
    await sleep(25);
  }
  throw new Error('it did not happen within ten seconds');
}

/** The first look is done, and everything stored so far evaluated. */
export async function evaluatedOnce(building: Building): Promise<void> {
  await using _evaluating = building.evaluating();
  await until(() => building.alerts.evaluatedMs());
}

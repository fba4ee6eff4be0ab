import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { BuildingTime, METRICS, type MetricName } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import type { Deps } from '../src/deps.ts';
import { IntakeLink } from '../src/ingest/intake-link.ts';
import { RegistryLink } from '../src/lookup/registry-link.ts';
import { openTelemetryStore, type Reading } from '../src/store/index.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** A Monday, 14:00 in Vienna. */
export const NOW = '2026-06-01T12:00:00Z';
export const NOW_MS = Date.parse(NOW);
export const time = new BuildingTime({ zone: 'Europe/Vienna', now: () => NOW_MS });

export interface Building extends Deps {
  readonly folder: string;
  /** Ends what takes readings, which tells the registry and saves the counts. */
  closeIntake(): Promise<void>;
}

/** Empty stores in a folder of their own, which goes with them. */
export async function openBuilding(options: { readOnly?: boolean } = {}): Promise<Building> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-telemetry-'));
  const telemetryPath = join(folder, 'telemetry.db');
  const registryPath = join(folder, 'device_registry.db');
  const telemetry = await openTelemetryStore(telemetryPath);
  const link = new RegistryLink(registryPath);
  const readOnly = options.readOnly ?? false;
  const intake = new IntakeLink({ telemetry, telemetryPath, registryPath, readOnly, log: silentLogger, time });
  return {
    folder,
    closeIntake: () => intake[Symbol.asyncDispose](),
    telemetry,
    worker: undefined,
    readOnly,
    registry: () => link.open(),
    intake: () => intake.intake(),
    ledger: () => intake.ledger(),
    async [Symbol.asyncDispose]() {
      await intake[Symbol.asyncDispose]();
      await link[Symbol.asyncDispose]();
      await telemetry[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

const ZONES = [
  { zone_id: 'N-3B', name: 'Conference Room 3B', building: 'NORTH', floor: 3, area_sqm: 40 },
  { zone_id: 'N-LOBBY', name: 'Lobby', building: 'NORTH', floor: 1, area_sqm: 100 },
  { zone_id: 'S-LOBBY', name: 'Lobby', building: 'SOUTH', floor: 1, area_sqm: 80 },
];

const DEVICES = [
  { device_id: 'CO2-1', name: 'CO2 sensor 3B', device_type: 'co2_sensor', zone_id: 'N-3B' },
  { device_id: 'LOCK-1', name: 'Door lock 3B', device_type: 'door_lock', zone_id: 'N-3B' },
  { device_id: 'METER-1', name: 'Meter north 1', device_type: 'smart_meter', zone_id: 'N-LOBBY' },
  { device_id: 'METER-3', name: 'Meter north 3', device_type: 'smart_meter', zone_id: 'N-3B' },
  { device_id: 'METER-S', name: 'Meter south', device_type: 'smart_meter', zone_id: 'S-LOBBY' },
];

/** Writes a registry of three zones and five devices beside the readings. */
export async function addRegistry({ folder }: Building): Promise<void> {
  await using registry = await openDeviceRegistryStore(join(folder, 'device_registry.db'));
  const devices = DEVICES.map((device, i) => {
    const zone = ZONES.find(({ zone_id }) => zone_id === device.zone_id);
    return {
      ...device,
      building: zone?.building ?? '',
      floor: zone?.floor ?? 0,
      mac_address: `02:00:00:00:00:0${i}`,
      firmware_version: '1.0.0',
      hardware_revision: 'A',
      manufacturer: 'Acme',
      model_number: 'X1',
      status: 'online' as const,
    };
  });
  await registry.importInventory({ zones: ZONES, devices }, { actor: 'test', at_ms: NOW_MS });
}

export function reading(
  device_id: string,
  metric: MetricName,
  timestamp_ms: number,
  value: number,
  quality: 'good' | 'uncertain' | 'bad' = 'good',
): Reading {
  return { device_id, metric, timestamp_ms, value, unit: METRICS[metric].unit, quality };
}

/** One reading each interval, the first at `start_ms`. */
export function course(
  device_id: string,
  metric: MetricName,
  start_ms: number,
  interval_ms: number,
  values: readonly number[],
): Reading[] {
  return values.map((value, i) => reading(device_id, metric, start_ms + i * interval_ms, value));
}

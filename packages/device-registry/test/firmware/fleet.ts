import type { FirmwareJob } from '../../src/domain/firmware/job.ts';
import type { DeviceReport } from '../../src/domain/firmware/report.ts';
import { type DeviceRegistryStore, openDeviceRegistryStore } from '../../src/store/index.ts';
import type { PlanRequest, StoredDevice } from '../../src/store/store.ts';
import { device, IMPORT, NOW_MS, ZONES } from '../building.ts';

export const ANN = { actor: 'ann', at_ms: NOW_MS } as const;
export const MINE = () => {};

/** So many temperature sensors of Zone A, online, last seen now, with firmware 2.4.0: DEV-0101, DEV-0102, … */
export function sensors(count: number, over: Partial<StoredDevice> = {}): StoredDevice[] {
  return Array.from({ length: count }, (_, index) => device(101 + index, 'N1-A', { last_seen_ms: NOW_MS, ...over }));
}

export async function openFleet(devices: readonly StoredDevice[], path = ':memory:'): Promise<DeviceRegistryStore> {
  const store = await openDeviceRegistryStore(path);
  await store.importInventory({ zones: ZONES, devices }, IMPORT);
  return store;
}

export function planRequest(over: Partial<PlanRequest> = {}): PlanRequest {
  return {
    ...ANN,
    selector: { device_type: 'temperature_sensor' },
    target_version: '2.4.1',
    waves: ['1', 'rest'],
    max_failure_pct: 10,
    allow_downgrade: false,
    keep: true,
    ...over,
  };
}

/** Plans and starts a roll-out over all temperature sensors. */
export async function startRollout(store: DeviceRegistryStore, over: Partial<PlanRequest> = {}) {
  const { plan_id } = await store.firmware.plan(planRequest(over));
  return store.firmware.start({ ...ANN, plan_id, reason: 'fixes the clock' });
}

export async function allJobs(store: DeviceRegistryStore): Promise<FirmwareJob[]> {
  return (await store.firmware.jobs({}, { limit: 100_000, offset: 0 })).jobs;
}

/** What a device says about its newest job. */
export async function say(
  store: DeviceRegistryStore,
  device_id: string,
  report: Omit<DeviceReport, 'execution_id'> & { readonly execution_id?: string },
  at_ms = NOW_MS,
): Promise<void> {
  const { jobs } = await store.firmware.jobs({ device_id }, { limit: 1, offset: 0 });
  const execution_id = jobs[0]?.job_id ?? 'JOB-NONE';
  await store.firmware.report([{ device_id, report: { execution_id, ...report }, is_old: false }], at_ms, MINE);
}

export const DONE = { sequence: 9, status: 'succeeded', firmware_version: '2.4.1' } as const;
export const BROKEN = { sequence: 9, status: 'failed', error: 'no space' } as const;

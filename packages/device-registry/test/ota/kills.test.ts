import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleProgram, type BundledProgram } from '../../../../tools/bundle-program.ts';
import { isOpen } from '../../src/domain/firmware/job.ts';
import { openDeviceRegistryStore } from '../../src/store/index.ts';
import { IMPORT, temporaryFolder, ZONES } from '../building.ts';
import { allJobs, planRequest, sensors } from '../firmware/fleet.ts';
import { startBroker } from './broker.ts';
import { connectDevices, obedient } from './devices.ts';

let program: BundledProgram;
beforeAll(async () => {
  program = await bundleProgram(new URL('worker-process.ts', import.meta.url));
});
afterAll(() => program[Symbol.dispose]());

const DEVICES = 400;
const KILLS = 5;

/** A worker process, once it delivers jobs. */
async function startWorker(path: string, url: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program.path, path, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('connected')) break;
  }
  child.stdout.resume();
  return child;
}

test(
  'a worker is killed again and again: each device ends once, and gets one order',
  { timeout: 240_000 },
  async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'registry.db');
    const at_ms = Date.now();
    await using store = await openDeviceRegistryStore(path);
    await store.importInventory({ zones: ZONES, devices: sensors(DEVICES, { last_seen_ms: at_ms }) }, IMPORT);
    await using broker = await startBroker();
    const fails = (deviceId: string) => deviceId.endsWith('7');
    await using devices = await connectDevices(broker.url, (deviceId, target) =>
      fails(deviceId) ? [{ status: 'accepted' }, { status: 'failed', error: 'no space' }] : obedient(deviceId, target),
    );
    const { plan_id } = await store.firmware.plan(
      planRequest({ at_ms, max_failure_pct: 100, waves: ['1', '10%', '30%'] }),
    );
    const { rollout_id } = await store.firmware.start({ actor: 'ann', at_ms, plan_id, reason: 'r' });
    let worker = await startWorker(path, broker.url);
    try {
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(Math.random() * 400);
        worker.kill('SIGKILL');
        await once(worker, 'exit');
        worker = await startWorker(path, broker.url);
      }
      while ((await store.firmware.rollout(rollout_id)).finished_ms === undefined) await sleep(200);
    } finally {
      worker.kill('SIGKILL');
    }
    expect(await store.firmware.rollout(rollout_id)).toMatchObject({ state: 'completed' });
    const jobs = await allJobs(store);
    expect(jobs.filter(isOpen)).toEqual([]);
    expect(jobs).toHaveLength(DEVICES);
    expect(devices.received.toSorted()).toEqual(
      jobs.map(({ device_id, job_id }) => `${device_id} ${job_id}`).toSorted(),
    );
    expect(jobs.map(({ device_id, state }) => [device_id, state])).toEqual(
      jobs.map(({ device_id }) => [device_id, fails(device_id) ? 'failed' : 'completed']),
    );
    const { devices: registered } = await store.listDevices({}, { limit: 999, offset: 0 });
    expect(registered.map(({ device_id, firmware_version, status }) => [device_id, firmware_version, status])).toEqual(
      registered.map(({ device_id }) => [device_id, fails(device_id) ? '2.4.0' : '2.4.1', 'online']),
    );
  },
);

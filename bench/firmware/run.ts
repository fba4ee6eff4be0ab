// Plans a roll-out over 10,000 devices, and rolls it out over an MQTT broker while the server that delivers is killed.
// Usage: node --conditions=@nexus/source bench/firmware/run.ts [DEVICES] [KILLS]      Build first; needs mosquitto.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { answerOverMqtt, DeviceFleet } from '@nexus/simulator';

const DEVICES = Number(process.argv[2] ?? 10_000);
const KILLS = Number(process.argv[3] ?? 20);
const PORT = 18_831;
const TARGET = '2.4.1';
const url = `mqtt://127.0.0.1:${PORT}`;
const bin = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'packages', 'device-registry', 'dist', 'bin.js');
const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
const broker = spawn('mosquitto', ['-p', String(PORT)], { stdio: 'ignore' });
const stop = new AbortController();

try {
  await using registry = await openDeviceRegistryStore(join(folder, 'device_registry.db'));
  const at_ms = Date.now();
  const by = { actor: 'bench', at_ms };
  await registry.importInventory(inventory(at_ms), by);

  await registry.firmware.rollouts(1); // what the first question costs is not planning
  const beganPlan = performance.now();
  const { plan_id, plan } = await registry.firmware.plan({
    ...by,
    selector: { building: 'NORTH', device_type: 'temperature_sensor' },
    target_version: TARGET,
    waves: ['1', '5%', '25%', 'rest'],
    max_failure_pct: 20,
    allow_downgrade: false,
    keep: true,
  });
  console.log(
    `planned ${plan.targets.length} devices in ${Math.round(performance.now() - beganPlan)} ms (goal < 1000)`,
  );

  const ids = plan.targets.map(({ device_id }) => device_id);
  const versions = new Map(ids.map((id) => [id, '2.4.0']));
  // Every hundredth fails and every other hundredth lies; none is silent, since that takes a quarter of an hour.
  const behaviour = (id: string) => (id.endsWith('37') ? 'failing' : id.endsWith('61') ? 'unchanged' : 'obedient');
  const fleet = new DeviceFleet({ seed: 1, versions, speed: 50, behaviour });
  const orders: string[] = [];
  const devices = answerOverMqtt(fleet, {
    url,
    now: Date.now,
    signal: stop.signal,
    onOrder: (device, execution) => void orders.push(`${device} ${execution}`),
  });
  const { rollout_id } = await registry.firmware.start({ actor: 'bench', at_ms: Date.now(), plan_id, reason: 'bench' });
  const began = performance.now();
  let worker = startServer();
  let kills = 0;
  for (;;) {
    await sleep(200 + Math.random() * 1_500);
    const { finished_ms } = await registry.firmware.rollout(rollout_id);
    if (finished_ms !== undefined) break;
    if (kills >= KILLS || !(await registry.firmware.hasWorker(Date.now()))) continue;
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    kills += 1;
    worker = startServer();
  }
  worker.kill('SIGKILL');
  console.log(`rolled out in ${Math.round((performance.now() - began) / 1000)} s with ${kills} kills`);

  const { jobs } = await registry.firmware.jobs({ rollout_id }, { limit: DEVICES, offset: 0 });
  const count = (state: string) => jobs.filter((job) => job.state === state).length;
  const sentTwice = orders.length - new Set(orders).size;
  const { devices: registered } = await registry.listDevices({}, { limit: DEVICES, offset: 0 });
  const untrue = registered.filter((one) => one.firmware_version !== fleet.versions.get(one.device_id)).length;
  console.log(
    `jobs ${jobs.length}: completed ${count('completed')}, failed ${count('failed')}, others ${
      jobs.length - count('completed') - count('failed')
    }`,
  );
  console.log(
    `orders sent ${orders.length}, sent twice ${sentTwice}; registry differs from ${untrue} devices (goal 0, 0)`,
  );
  stop.abort();
  await devices;
} finally {
  broker.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** The built server, as a client starts it; its input stays open. */
function startServer(): ChildProcess {
  const env = { PATH: process.env['PATH'], NEXUS_DATA_DIR: folder, NEXUS_MQTT_URL: url, NEXUS_LOG_LEVEL: 'error' };
  return spawn(process.execPath, [bin], { env, stdio: ['pipe', 'ignore', 'inherit'] });
}

function inventory(last_seen_ms: number) {
  const zones = [{ zone_id: 'Z', name: 'Hall', building: 'NORTH', floor: 1, area_sqm: 9_000 }];
  const devices = Array.from({ length: DEVICES }, (_, index) => ({
    device_id: `DEV-${String(index).padStart(5, '0')}`,
    name: `Sensor ${index}`,
    device_type: 'temperature_sensor',
    zone_id: 'Z',
    mac_address: index
      .toString(16)
      .padStart(12, '0')
      .toUpperCase()
      .replace(/..(?!$)/g, '$&:'),
    firmware_version: '2.4.0',
    hardware_revision: 'A',
    manufacturer: 'Acme',
    model_number: 'T1',
    status: 'online' as const,
    last_seen_ms,
  }));
  return { zones, devices };
}

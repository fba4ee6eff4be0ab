import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin } from './bins.ts';

/** A server under test, and for each of its tools arguments that the demo building answers. */
export interface RealServer {
  readonly name: string;
  readonly bin: string;
  readonly calls: Readonly<Record<string, Arguments>>;
}

/** Fixed, or from what the calls before answered, by tool. */
type Arguments = Record<string, unknown> | ((answers: Answers) => Record<string, unknown>);
type Answers = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export const servers: readonly RealServer[] = [
  {
    name: 'nexus-device-registry',
    bin: bin('@nexus/device-registry'),
    calls: {
      list_devices: { building: 'north', limit: 5 },
      get_device: { device_id: 'DEV-CO2-0001' },
      list_zones: { building: 'north' },
      get_offline_devices: { zone_id: 'Zone A' },
      update_device_status: { device_id: 'DEV-CO2-0001', new_status: 'degraded', reason: 'acceptance test' },
      initiate_firmware_update: { device_id: 'DEV-CO2-0002', target_version: '9.9.9' },
      get_firmware_jobs: { device_id: 'DEV-CO2-0002' },
      cancel_firmware_job: (answers) => {
        return { job_id: answers.get('initiate_firmware_update')?.['job_id'], reason: 'acceptance test' };
      },
      plan_firmware_rollout: { device_type: 'temperature_sensor', target_version: '9.9.9' },
      start_firmware_rollout: (answers) => {
        return { plan_id: answers.get('plan_firmware_rollout')?.['plan_id'], reason: 'acceptance test' };
      },
      get_firmware_rollout: {},
      control_firmware_rollout: (answers) => {
        const rollout_id = answers.get('start_firmware_rollout')?.['rollout_id'];
        return { rollout_id, action: 'cancel', reason: 'acceptance test' };
      },
    },
  },
  {
    name: 'nexus-telemetry',
    bin: bin('@nexus/telemetry'),
    calls: {
      list_metrics: { device_id: 'DEV-CO2-0001' },
      get_latest_readings: { device_id: 'DEV-CO2-0001' },
      get_zone_snapshot: { zone_id: 'conference room 3b', metrics: ['co2'] },
      get_time_series: { device_id: 'DEV-CO2-0001', metric: 'co2', start: '-6h' },
      get_statistics: { device_id: 'DEV-CO2-0001', metric: 'co2', start: '-6h' },
      detect_anomalies: { device_type: 'hvac_controller', metric: 'vibration', start: '-24h' },
      get_energy_report: { floors: [2, 3], start: '-24h' },
      get_ingest_status: {},
    },
  },
  {
    name: 'nexus-alerts',
    bin: bin('@nexus/alerts'),
    calls: {
      list_active_alerts: { limit: 5 },
      get_alert_rules: { metric: 'co2' },
      acknowledge_alert: (answers) => ({ alert_id: firstAlert(answers), acknowledged_by: 'acceptance test' }),
      shelve_alert: (answers) => ({ alert_id: firstAlert(answers), minutes: 5, reason: 'acceptance test' }),
      get_alert_history: { start: '-24h', limit: 5 },
      create_alert_rule: () => {
        // A name is taken once, and each client calls over both transports.
        const name = `Stuffy ${randomUUID()}`;
        return { name, building: 'north', zone_id: 'zone a', metric: 'co2', condition: 'gt', threshold: 900 };
      },
      update_alert_rule: (answers) => {
        const created = answers.get('create_alert_rule')?.['rule'] as { readonly rule_id: string } | undefined;
        return { rule_id: created?.rule_id, for_seconds: 300 };
      },
      test_alert_rule: { rule_id: 'co2-high', start: '-24h' },
    },
  },
];

/** What is open comes first in the list. */
function firstAlert(answers: Answers): string | undefined {
  const alerts = answers.get('list_active_alerts')?.['alerts'] as { readonly alert_id: string }[] | undefined;
  return alerts?.[0]?.alert_id;
}

/** A data folder of the test's own, with what `from` holds. */
export function copyOf(from: string): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'nexus-data-'));
  cpSync(from, path, { recursive: true });
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function environment(dataDir: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', NEXUS_DATA_DIR: dataDir, NEXUS_TIMEZONE: 'Europe/Vienna' };
}

/** A server over HTTP on a free port, ready to answer; disposing it ends the process. */
export async function serve(server: RealServer, dataDir: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const port = await freePort();
  const child = spawn(process.execPath, [server.bin, '--http', '--port', String(port)], {
    env: environment(dataDir),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const origin = `http://127.0.0.1:${port}`;
  await ready(`${origin}/readyz`, () => {
    if (child.exitCode !== null) throw new Error(`${server.name} ended with ${child.exitCode}: ${log}`);
  });
  return {
    url: `${origin}/mcp`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function ready(url: string, check: () => void): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    check();
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false, // not listening yet
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not become ready`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, inject, test, vi } from 'vitest';
import { bin } from './bins.ts';
import { copyOf, environment } from './real-servers.ts';

const run = promisify(execFile);

interface Truth {
  readonly anomalies: readonly {
    readonly device_id: string;
    readonly metric: string;
    readonly kind: string;
    readonly start: string;
    readonly end: string;
  }[];
  readonly offline: readonly { readonly device_id: string; readonly last_seen?: string }[];
  readonly consumption: readonly { building: string; floor: number; date: string; energy_kwh: number }[];
}

/** The `nexus` command over a data folder, off a terminal and without a model. */
async function nexus(dataDir: string, ...args: string[]): Promise<string> {
  const env = { ...environment(dataDir), NEXUS_LLM_BACKEND: 'builtin' };
  const { stdout } = await run(process.execPath, [bin('@nexus/host'), ...args], { env, cwd: dataDir });
  return stdout;
}

async function truth(dataDir: string): Promise<Truth> {
  const { stdout } = await run(process.execPath, [bin('@nexus/simulator'), 'truth', '--days', '2'], {
    env: environment(dataDir),
    maxBuffer: 64 << 20,
  });
  return JSON.parse(stdout) as Truth;
}

type Call = <Answer>(name: string, args?: Record<string, unknown>) => Promise<Answer>;

/** Calls the tools of one server over a data folder. */
async function connected(packageName: string, dataDir: string): Promise<{ readonly call: Call } & AsyncDisposable> {
  const client = new Client({ name: 'acceptance', version: '1.0.0' });
  const env = environment(dataDir);
  const args = [bin(packageName)];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' }));
  return {
    async call<Answer>(name: string, given: Record<string, unknown> = {}) {
      const { structuredContent } = await client.callTool({ name, arguments: given });
      return structuredContent as Answer;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

test('a room is asked for by its name, and the answer carries value, unit, quality and age', async () => {
  using data = copyOf(inject('demoDataDir'));
  const said = await nexus(data.path, 'What is the current CO2 level in conference room 3B?');
  expect(said).toMatch(/^✓ get_zone_snapshot zone_id="conference room 3B" metrics=\["co2_ppm"\]/u);
  expect(said).toMatch(/CO₂ in Conference Room 3B \(NORTH, floor 3\): [\d,]+ ppm, good, \d+ (s|min) old/u);
});

test('a misspelt room gets the rooms that may be meant', async () => {
  using data = copyOf(inject('demoDataDir'));
  const said = await nexus(data.path, 'What is the current CO2 level in confrence room 3D?');
  expect(said).toContain('Conference Room 3B');
});

test('the five usual questions are each answered off a terminal', async () => {
  using data = copyOf(inject('demoDataDir'));
  const said = await nexus(data.path, 'demo');
  const answers = said.split(/^> /mu).slice(1);
  expect(answers).toHaveLength(5);
  expect(answers[2]).toMatch(/Energy of floors 2 to 5: [\d,.]+ kWh/u);
  expect(answers[3]).toMatch(/Firmware 2\.4\.1 for \d+ devices, 1, then .* at a time/u);
  expect(answers[3]).toContain('Nothing was started: nobody is here to confirm it.');
  expect(answers[4]).toMatch(/✓ detect_anomalies device_type="hvac_controller" metric="vibration_mms" start="today"/u);
  expect(answers[4]).toMatch(/examined [\d,]+ good readings of \d+ series/u);
});

test('firmware is rolled out when that is allowed, and the devices of the demo run it in the end', async () => {
  using data = copyOf(inject('demoDataDir'));
  const devices = spawn(process.execPath, [bin('@nexus/simulator'), 'firmware', '--speed', '1000'], {
    env: environment(data.path),
    stdio: 'ignore',
  });
  try {
    const question = 'Push firmware version 2.4.1 to all temperature sensors in Building North.';
    const said = await nexus(data.path, 'ask', '--allow-writes', question);
    expect(said).toContain('plan_firmware_rollout');
    expect(said).toMatch(/The roll-out of 2\.4\.1 .* \(ROLLOUT-\w+\): \d+ of \d+ devices updated/u);
    await using registry = await connected('@nexus/device-registry', data.path);
    await vi.waitFor(
      async () => {
        const rollout = await registry.call<Record<string, unknown>>('get_firmware_rollout');
        expect(rollout['finished_at']).toBeDefined();
        expect(rollout['completed']).toBeGreaterThan(0);
      },
      { timeout: 50_000, interval: 200 },
    );
  } finally {
    devices.kill('SIGKILL');
  }
});

test('the devices reported offline in Zone A are those that the simulator silenced', async () => {
  using data = copyOf(inject('demoDataDir'));
  await using registry = await connected('@nexus/device-registry', data.path);
  const { offline } = await truth(data.path);
  interface Found {
    readonly devices: readonly { readonly device_id: string }[];
  }
  const answer = await registry.call<Found>('get_offline_devices', { zone_id: 'Zone A', minutes_threshold: 10 });
  const inZoneA = await registry.call<Found>('list_devices', { zone_id: 'Zone A' });
  const silenced = inZoneA.devices
    .map(({ device_id }) => device_id)
    .filter((id) => offline.some(({ device_id }) => device_id === id));
  expect(silenced.length).toBeGreaterThan(0);
  expect(answer.devices.map(({ device_id }) => device_id).toSorted()).toEqual(silenced.toSorted());
});

test('machines whose vibration passes a limit are those that the simulator shook', async () => {
  using data = copyOf(inject('demoDataDir'));
  const { anomalies } = await truth(data.path);
  await using telemetry = await connected('@nexus/telemetry', data.path);
  const { episodes } = await telemetry.call<{
    readonly episodes: readonly { device_id: string; methods: string[]; start: string; end: string }[];
  }>('detect_anomalies', { device_type: 'hvac_controller', metric: 'vibration', start: '-24h' });
  const beyond = episodes.filter(({ methods }) => methods.includes('threshold'));
  const unshaken = beyond.filter(
    ({ device_id, start, end }) =>
      !anomalies.some(
        (shake) =>
          shake.kind === 'vibration' &&
          shake.device_id === device_id &&
          Date.parse(start) < Date.parse(shake.end) &&
          Date.parse(end) >= Date.parse(shake.start),
      ),
  );
  expect(beyond.length).toBeGreaterThan(0);
  expect(unshaken).toEqual([]);
});

test("yesterday's energy of each floor is within one percent of what the simulator consumed", async () => {
  using data = copyOf(inject('demoDataDir'));
  await using telemetry = await connected('@nexus/telemetry', data.path);
  const report = await telemetry.call<{
    readonly window: { readonly start: string };
    readonly groups: readonly { readonly building: string; readonly floor: number; readonly energy_kwh: number }[];
  }>('get_energy_report', { start: 'yesterday' });
  const { consumption } = await truth(data.path);
  const date = report.window.start.slice(0, 10);
  expect(report.groups).toHaveLength(10);
  for (const { building, floor, energy_kwh } of report.groups) {
    const consumed = consumption.find((day) => day.building === building && day.floor === floor && day.date === date);
    expect(consumed, `${building} ${floor} ${date}`).toBeDefined();
    expect(Math.abs(energy_kwh / (consumed?.energy_kwh ?? Number.NaN) - 1), `${building} ${floor}`).toBeLessThan(0.01);
  }
});

test('imported readings in °F are asked about in °C', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-office-'));
  try {
    // 50, 59 and 68 °F are 10, 15 and 20 °C; the reading of January is outside the month asked for.
    const readings = [
      'device_id,metric,timestamp,value,unit',
      'OFFICE-1,temperature,2013-12-01 00:00:00,50,F',
      'OFFICE-1,temperature,2013-12-15 12:00:00,59,F',
      'OFFICE-1,temperature,2013-12-31 23:00:00,68,F',
      'OFFICE-1,temperature,2014-01-01 00:00:00,212,F',
    ];
    writeFileSync(join(folder, 'office.csv'), `${readings.join('\n')}\n`);
    await nexus(folder, 'import', 'office.csv');
    const said = await nexus(folder, 'ask', 'What was the mean and maximum temperature of OFFICE-1 in December 2013?');
    expect(said).toContain('Temperature of OFFICE-1: mean 15.00 °C, maximum 20.0 °C.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

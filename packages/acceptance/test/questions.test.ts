import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
    await vi.waitFor(
      async () => {
        const rollout = JSON.parse(await nexus(data.path, 'call', 'get_firmware_rollout')) as Record<string, unknown>;
        expect(rollout['finished_at']).toBeDefined();
        expect(rollout['completed']).toBeGreaterThan(0);
      },
      { timeout: 50_000, interval: 1_000 },
    );
  } finally {
    devices.kill('SIGKILL');
  }
});

test('the devices reported offline in Zone A are those that the simulator silenced', async () => {
  using data = copyOf(inject('demoDataDir'));
  const { offline } = await truth(data.path);
  const args = { zone_id: 'Zone A', minutes_threshold: 10 };
  const answer = JSON.parse(await nexus(data.path, 'call', 'get_offline_devices', '--json', JSON.stringify(args))) as {
    readonly devices: readonly { readonly device_id: string }[];
  };
  const inZoneA = JSON.parse(
    await nexus(data.path, 'call', 'list_devices', '--json', JSON.stringify({ zone_id: 'Zone A' })),
  ) as { readonly devices: readonly { readonly device_id: string }[] };
  const silenced = inZoneA.devices
    .map(({ device_id }) => device_id)
    .filter((id) => offline.some(({ device_id }) => device_id === id));
  expect(silenced.length).toBeGreaterThan(0);
  expect(answer.devices.map(({ device_id }) => device_id).toSorted()).toEqual(silenced.toSorted());
});

test('machines whose vibration passes a limit are those that the simulator shook', async () => {
  using data = copyOf(inject('demoDataDir'));
  const { anomalies } = await truth(data.path);
  const args = { device_type: 'hvac_controller', metric: 'vibration', start: '-24h' };
  const { episodes } = JSON.parse(
    await nexus(data.path, 'call', 'detect_anomalies', '--json', JSON.stringify(args)),
  ) as { readonly episodes: readonly { device_id: string; methods: string[]; start: string; end: string }[] };
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
  const report = JSON.parse(await nexus(data.path, 'call', 'get_energy_report', '--start', 'yesterday')) as {
    readonly window: { readonly start: string };
    readonly groups: readonly { readonly building: string; readonly floor: number; readonly energy_kwh: number }[];
  };
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

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { openTelemetryStore } from '@nexus/telemetry/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

const BIN = join(import.meta.dirname, '../../dist/bin.js');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-simulator-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[], environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NEXUS_DATA_DIR: join(folder, 'data'),
      NEXUS_TIMEZONE: 'Europe/Vienna',
      ...environment,
    },
  });
}

async function ended(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (output.stderr += String(chunk)));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  return { code: await promise, ...output };
}

const run = (...args: string[]) => ended(start(args));

/** The command says so for the first time when a quarter is done. */
async function untilUnderWay(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  child.stderr?.once('data', () => resolve());
  await promise;
}

async function count(): Promise<{ devices: number; readings: number; last_ms: number }> {
  await using registry = await openDeviceRegistryStore(join(folder, 'data', 'device_registry.db'));
  await using telemetry = await openTelemetryStore(join(folder, 'data', 'telemetry.db'));
  const [{ devices }, { readings, last_ms = 0 }] = await Promise.all([registry.info(), telemetry.info()]);
  return { devices, readings, last_ms };
}

const Summary = z.looseObject({ outcome: z.string(), seed: z.number(), readings: z.number(), timezone: z.string() });

describe('seed', () => {
  test('it seeds, and extends the second time; the result is alone on stdout', async () => {
    const first = await run('seed', '--days', '1', '--seed', '3', '--json');
    const progress = [25, 50, 75].map((percent) => `Seeding the demo building… ${percent} %\n`).join('');
    expect([first.code, first.stderr]).toEqual([0, progress]);
    const summary = Summary.parse(JSON.parse(first.stdout));
    expect(summary).toMatchObject({ outcome: 'seeded', seed: 3, timezone: 'Europe/Vienna' });
    expect(await count()).toMatchObject({ devices: 300 });
    const second = await run('seed', '--if-empty', '--days', '1');
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(
      /^(Extended the demo building by \d+ readings? up to |The demo building is up to date)/,
    );
  });

  test('killed half-way, a second run completes it', async () => {
    const child = start(['seed', '--days', '4']);
    await untilUnderWay(child);
    child.kill('SIGKILL');
    expect((await ended(child)).code).toBeNull();
    const partly = await count();
    expect((await run('seed', '--days', '4')).code).toBe(0);
    const complete = await count();
    expect(complete.devices).toBe(300);
    expect(complete.readings).toBeGreaterThan(partly.readings);
    expect(complete.readings).toBeGreaterThan(4 * 75_000);
  });

  test('Ctrl-C ends it with 130', async () => {
    const child = start(['seed', '--days', '20']);
    await untilUnderWay(child);
    child.kill('SIGINT');
    expect((await ended(child)).code).toBe(130);
  });

  test('two at once make one building', async () => {
    const both = await Promise.all([run('seed', '--days', '1'), run('seed', '--days', '1')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const twice = await count();
    expect(twice.devices).toBe(300);
    expect(twice.readings).toBeGreaterThan(75_000);
    expect(twice.readings).toBeLessThan(85_000);
  });

  test('other data is refused with a hint, or passed over with --if-empty', async () => {
    {
      await using registry = await openDeviceRegistryStore(join(folder, 'data', 'device_registry.db'));
      const zone = { zone_id: 'Z-1', name: 'My office', building: 'HOME', floor: 1, area_sqm: 12 };
      await registry.importInventory({ zones: [zone], devices: [] }, { actor: 'me', at_ms: 0 });
    }
    const refused = await run('seed');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('other data');
    expect(refused.stderr).toContain('NEXUS_DATA_DIR');
    const passed = await run('seed', '--if-empty');
    expect([passed.code, passed.stdout]).toEqual([0, 'The databases hold other data; nothing to seed.\n']);
    expect(await count()).toMatchObject({ devices: 0, readings: 0 });
  });
});

describe('truth', () => {
  test('it prints what is true about the demo that is there', async () => {
    await run('seed', '--days', '1');
    const { code, stdout } = await run('truth', '--days', '2');
    expect(code).toBe(0);
    const Truth = z.object({
      seed: z.literal(1),
      timezone: z.literal('Europe/Vienna'),
      window: z.object({ start: z.iso.datetime({ offset: true }), end: z.iso.datetime({ offset: true }) }),
      offline: z
        .array(z.object({ device_id: z.string(), last_seen: z.iso.datetime({ offset: true }).optional() }))
        .length(8),
      anomalies: z.array(
        z.object({ device_id: z.string(), metric: z.string(), kind: z.string(), start: z.string(), end: z.string() }),
      ),
      // Two days are parts of three calendar days, of ten floors.
      consumption: z.array(z.object({ floor: z.int(), energy_kwh: z.number().positive() }).loose()).length(30),
    });
    expect(Truth.parse(JSON.parse(stdout)).anomalies.length).toBeGreaterThan(3);
  });

  test('without a demo it says how to make one, and creates nothing', async () => {
    const { code, stderr } = await run('truth');
    expect(code).toBe(1);
    expect(stderr).toContain('nexus-simulator seed');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });
});

describe('the command line', () => {
  test('--help, and no words at all, explain it', async () => {
    for (const args of [['--help'], [], ['seed', '--help']]) {
      const { code, stdout } = await run(...args);
      expect(code).toBe(0);
      expect(stdout).toContain('nexus-simulator seed');
    }
  });

  test.each([
    [['sed']],
    [['seed', '--dais', '3']],
    [['seed', '--days', '0']],
    [['seed', '--seed', '1.5']],
    [['truth', 'x']],
  ])('%j is a fault of usage', async (args) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain('--help');
  });

  test('a fault of the configuration is one too', async () => {
    const { code, stderr } = await ended(start(['seed'], { NEXUS_TIMEZONE: 'Mars/Olympus' }));
    expect(code).toBe(2);
    expect(stderr).toContain('NEXUS_TIMEZONE');
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './building.ts';

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const BUILT = existsSync(BIN) && existsSync(fileURLToPath(new URL('../dist/main.js', import.meta.url)));

const ZONES_CSV = 'zone_id,name,building,floor,area_sqm\nN1-A,Zone A,NORTH,1,120\n';
const DEVICES_CSV =
  'device_id,name,device_type,zone_id,mac_address,firmware_version,hardware_revision,manufacturer,model_number\n' +
  'DEV-1,Meter A,smart_meter,N1-A,02:00:00:00:00:01,2.4.0,B,Acme,M-1\n';

describe.skipIf(!BUILT)('the built command', () => {
  test('answers over stdio with nothing but JSON-RPC, and ends when its input does', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'zones.csv'), ZONES_CSV);
    writeFileSync(join(folder.path, 'devices.csv'), DEVICES_CSV);
    const files = ['--zones', join(folder.path, 'zones.csv'), '--devices', join(folder.path, 'devices.csv')];
    expect(await finished(start(folder.path, ['import', ...files]))).toEqual({
      code: 0,
      stdout: 'Zones: 1 added, 0 updated, 0 unchanged. Devices: 1 added, 0 updated, 0 unchanged\n',
      stderr: '',
    });

    const child = start(folder.path, []);
    const ended = once(child, 'close');
    const answers = answersOf(child);
    const ask = async (id: number, method: string, params: object) => {
      child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      const { value } = await answers.next();
      return value?.id === id ? value.result : value;
    };
    const client = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'e2e', version: '1' } };
    expect(await ask(1, 'initialize', client)).toMatchObject({ serverInfo: { name: 'nexus-device-registry' } });
    child.stdin?.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    expect(await ask(2, 'tools/list', {})).toMatchObject({
      tools: expect.arrayContaining([expect.any(Object)]) as object,
    });
    const call = { name: 'list_devices', arguments: { zone_id: 'zone a' } };
    expect(await ask(3, 'tools/call', call)).toMatchObject({ structuredContent: { total: 1 } });
    child.stdin?.end();
    expect(await answers.next()).toMatchObject({ done: true });
    expect(await ended).toEqual([0, null]);
  });

  test('an import with a bad row exits 1 and says which', async () => {
    using folder = temporaryFolder();
    const devices = join(folder.path, 'devices.csv');
    writeFileSync(devices, DEVICES_CSV);
    const { code, stdout } = await finished(start(folder.path, ['import', '--devices', devices]));
    expect(stdout).toBe('devices.csv:2: zone_id N1-A is no zone\nNothing was imported: 1 fault in 1 row.\n');
    expect(code).toBe(1);
  });

  test('a file that is no registry stops the start with a sentence', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'notes.txt');
    writeFileSync(path, 'not a database '.repeat(50));
    const { code, stdout, stderr } = await finished(start(folder.path, [], { NEXUS_DEVICE_DB_PATH: path }));
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`${path} is no SQLite database.`);
  });

  test('an old Node.js is told so, before anything is loaded', async () => {
    using folder = temporaryFolder();
    const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.19.0'})";
    const child = spawn(process.execPath, ['--import', old, BIN], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: folder.path,
    });
    const { code, stderr } = await finished(child);
    expect(code).toBe(1);
    expect(stderr).toContain('needs Node.js 22.18 or newer; this is 20.19.0');
  });
});

function start(folder: string, args: readonly string[], environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NEXUS_DATA_DIR: folder, NEXUS_TIMEZONE: 'UTC', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function finished(child: ChildProcess) {
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => (out[name] += chunk));
  }
  child.stdin?.end();
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...out };
}

/** Every line of stdout, which must be an answer. */
async function* answersOf(child: ChildProcess): AsyncGenerator<{ id: unknown; result: unknown }, undefined> {
  if (child.stdout === null) return;
  for await (const line of createInterface({ input: child.stdout })) {
    const message = JSON.parse(line) as { jsonrpc: unknown; id: unknown; result: unknown };
    expect(message).toMatchObject({ jsonrpc: '2.0', id: expect.any(Number) as number });
    yield message;
  }
}

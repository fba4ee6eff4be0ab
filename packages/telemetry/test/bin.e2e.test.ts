import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openBuilding } from './building.ts';

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const BUILT = existsSync(BIN) && existsSync(fileURLToPath(new URL('../dist/main.js', import.meta.url)));

const CSV = `device_id,metric,timestamp,value,unit
OFFICE-1,temperature,2013-12-01 00:00:00,68,F
OFFICE-1,temperature,2013-12-01 01:00:00,77,F
`;

describe.skipIf(!BUILT)('the built command', () => {
  test('imports, then answers over stdio with nothing but JSON-RPC, and ends when its input does', async () => {
    await using building = await openBuilding();
    const file = join(building.folder, 'readings.csv');
    await writeFile(file, CSV);
    expect(await finished(start(building.folder, ['import', file]))).toEqual({
      code: 0,
      stdout:
        '2 rows of 1 device(s), from 2013-12-01T00:00:00Z to 2013-12-01T01:00:00Z.\n' +
        '2 values converted from F to °C.\n' +
        'Stored 2 readings.\n',
      stderr: '',
    });

    const child = start(building.folder, []);
    const ended = once(child, 'close');
    const answers = answersOf(child);
    const ask = async (id: number, method: string, params: object) => {
      child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      const { value } = await answers.next();
      return value?.id === id ? value.result : value;
    };
    const client = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'e2e', version: '1' } };
    expect(await ask(1, 'initialize', client)).toMatchObject({ serverInfo: { name: 'nexus-telemetry' } });
    child.stdin?.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    expect(await ask(2, 'tools/list', {})).toMatchObject({
      tools: expect.arrayContaining([expect.objectContaining({ name: 'get_statistics' })]) as object,
    });
    const december = { start: '2013-12-01', end: '2014-01-01' };
    const call = { name: 'get_statistics', arguments: { device_id: 'OFFICE-1', metric: 'temp', ...december } };
    // 68 °F is 20 °C and 77 °F is 25 °C.
    expect(await ask(3, 'tools/call', call)).toMatchObject({ structuredContent: { count: 2, mean: 22.5, max: 25 } });
    child.stdin?.end();
    expect(await answers.next()).toMatchObject({ done: true });
    expect(await ended).toEqual([0, null]);
  });

  test('an import with a bad row exits 1 and says which', async () => {
    await using building = await openBuilding();
    const file = join(building.folder, 'readings.csv');
    await writeFile(file, `${CSV}OFFICE-1,temperature,2013-12-01 02:00:00,warm,F\n`);
    const { code, stdout } = await finished(start(building.folder, ['import', file]));
    expect(stdout).toContain(`${file}:4: value "warm" is no number\n`);
    expect(code).toBe(1);
  });

  test('a file that is no database stops the start with a sentence', async () => {
    await using building = await openBuilding();
    const path = join(building.folder, 'notes.txt');
    await writeFile(path, 'not a database '.repeat(500));
    const { code, stdout, stderr } = await finished(start(building.folder, [], { NEXUS_TELEMETRY_DB_PATH: path }));
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`The file is damaged or no telemetry database (${path}).`);
  });

  test('an old Node.js is told so, before anything is loaded', async () => {
    await using building = await openBuilding();
    const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.19.0'})";
    const child = spawn(process.execPath, ['--import', old, BIN], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: building.folder,
    });
    const { code, stderr } = await finished(child);
    expect(code).toBe(1);
    expect(stderr).toContain('nexus-telemetry needs Node.js 22.18 or newer; this is 20.19.0');
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

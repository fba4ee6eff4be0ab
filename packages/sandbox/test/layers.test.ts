import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sandbox } from '../src/index.ts';
import type { Layer } from '../src/layers.ts';
import { workerCommand } from '../src/worker-command.ts';
import { WorkerProcess } from '../src/worker-process.ts';
import type { Host } from './fixtures/bypassed-worker.ts';

const workerFile = fileURLToPath(new URL('fixtures/bypassed-worker.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'layers-'));
const listener = createServer((socket) => socket.destroy());
let host: Host;

/** A machine may have the command and refuse its work, as Docker does by default. */
const works = await workingLayers();

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    listener.listen(0, '127.0.0.1', resolve);
  });
  const { port } = listener.address() as AddressInfo;
  const file = join(folder, 'secret.txt');
  writeFileSync(file, 'canary-11aa');
  host = { file, marker: join(folder, 'marker'), port, pid: process.pid, command: process.execPath };
});
afterAll(() => {
  listener.close();
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly value?: string;
  readonly refused?: string;
}

/** Runs one attack in a worker that has lost its engine, behind these layers only. */
async function attack(name: string, layers: readonly Layer[], extraArgs: readonly string[] = []): Promise<Outcome> {
  const command = workerCommand({ kind: 'run', layers: new Set(layers), memoryBytes: 64 << 20, workerFile });
  const worker = new WorkerProcess({ ...command, args: [...command.args, ...extraArgs] });
  await worker.ready;
  const run = { code: name, args: JSON.stringify(host), time_ms: 10_000, max_result_bytes: 10_000 };
  const limits = { timeoutMs: 10_000, maxAnswerBytes: 10_000 };
  const reply = await worker.ask({ nonce: crypto.randomUUID(), kind: 'run', run }, limits);
  if (reply.kind !== 'value') throw new Error(`the attack did not run: ${reply.kind}`);
  return JSON.parse(reply.json) as Outcome;
}

const ATTACKS = ['reads a file', 'writes a file', 'opens a socket', 'starts a child', 'signals another process'];

describe('with the engine lost and no layer left, so that the attacks are known to work', () => {
  test.each(ATTACKS)('the code %s', async (name) => {
    expect(await attack(name, [])).toEqual({ value: expect.any(String) as string });
    rmSync(host.marker, { force: true });
  });
});

describe.runIf(works.has('seccomp'))('with the engine lost, the filter of system calls alone', () => {
  test('lets a worker speak whose output is a file', () => {
    const said = join(folder, 'said');
    const output = openSync(said, 'w');
    const { file, args, env } = workerCommand({ kind: 'run', layers: new Set(['seccomp']), memoryBytes: 64 << 20 });
    const { status } = spawnSync(file, args, { env, input: '', stdio: ['pipe', output, output] });
    closeSync(output);
    expect(status).toBe(0);
    expect(readFileSync(said, 'utf8')).toBe('ready\n');
  });

  test.each(ATTACKS)('refuses what %s', async (name) => {
    const { refused } = await attack(name, ['seccomp']);
    expect(refused).toMatch(/EPERM|-1\b|not permitted/);
    expect(existsSync(host.marker)).toBe(false);
  });
});

describe('with the engine and the filter lost, the permission model of Node.js', () => {
  // Sockets it knows since Node.js 26, and signals not at all: these two are the business of the other layers.
  test.each(['reads a file', 'writes a file', 'starts a child'])('refuses what %s', async (name) => {
    const { refused } = await attack(name, ['permission']);
    expect(refused).toContain('ERR_ACCESS_DENIED');
    expect(existsSync(host.marker)).toBe(false);
  });
});

describe.runIf(works.has('bubblewrap'))('with the engine lost, bubblewrap alone', () => {
  test.each(['reads a file', 'writes a file', 'signals another process'])('refuses what %s', async (name) => {
    expect(await attack(name, ['bubblewrap'])).toEqual({ refused: expect.any(String) as string });
    expect(existsSync(host.marker)).toBe(false);
  });

  test('leads a socket to no service of the host', async () => {
    let connections = 0;
    listener.once('connection', () => (connections += 1));
    await attack('opens a socket', ['bubblewrap']);
    expect(connections).toBe(0);
  });
});

test('with the engine lost to code of JavaScript, the globals have nothing of Node.js', async () => {
  expect(await attack('looks for the host among the globals', [])).toEqual({
    value: 'objectfunctionundefinedfunction',
  });
  expect(await attack('looks for the host among the globals', [], ['lockdown'])).toEqual({
    value: 'undefinedundefinedundefinedundefined',
  });
});

async function workingLayers(): Promise<ReadonlySet<Layer>> {
  using sandbox = new Sandbox();
  const { layers } = await sandbox.getSandboxInfo();
  return new Set(layers.filter(({ active }) => active).map(({ layer }) => layer));
}

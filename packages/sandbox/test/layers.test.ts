import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Layer } from '../src/layers.ts';
import { workerCommand } from '../src/worker-command.ts';
import { WorkerProcess } from '../src/worker-process.ts';
import { AttackedHost, SECRET, workingLayers } from './fixtures/attacked-host.ts';
import { ATTACKS } from './fixtures/attacks.ts';

const workerFile = fileURLToPath(new URL('fixtures/bypassed-worker.ts', import.meta.url));
const works = await workingLayers();

/** A worker that has lost its engine, behind these layers only. */
function bypassed(...layers: readonly Layer[]) {
  return workerCommand({ kind: 'run', layers: new Set(layers), memoryBytes: 64 << 20, workerFile });
}

test('with the engine lost and no layer left the attacks work', async () => {
  using host = await AttackedHost.open();
  expect(await host.attackedBy(bypassed(), ATTACKS)).toEqual({
    'reads a file': { value: SECRET },
    'writes a file': { value: 'written' },
    'opens a socket': { value: 'connecting' },
    'signals another process': { value: 'signalled' },
    'starts a child': { value: 'ended with 0' },
  });
});

describe.runIf(works.has('seccomp'))('with the engine lost, the filter of system calls alone', () => {
  test('refuses them all', async () => {
    using host = await AttackedHost.open();
    const outcomes = await host.attackedBy(bypassed('seccomp'), ATTACKS);
    for (const name of ATTACKS) expect({ name, ...outcomes[name] }.refused).toMatch(/EPERM|-1\b|not permitted/);
    expect(host.isTouched).toBe(false);
  });

  test('lets a worker speak whose output is a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'layers-'));
    const said = join(folder, 'said');
    const output = openSync(said, 'w');
    const { file, args, env } = workerCommand({ kind: 'run', layers: new Set(['seccomp']), memoryBytes: 64 << 20 });
    const { status } = spawnSync(file, args, { env, input: '', stdio: ['pipe', output, output] });
    closeSync(output);
    expect(status).toBe(0);
    expect(readFileSync(said, 'utf8')).toBe('ready\n');
    rmSync(folder, { recursive: true });
  });
});

test('with the engine and the filter lost, the permission model of Node.js refuses files and children', async () => {
  using host = await AttackedHost.open();
  // Sockets it knows since Node.js 26, and signals not at all: these two are the business of the other layers.
  const known = ['reads a file', 'writes a file', 'starts a child'];
  const outcomes = await host.attackedBy(bypassed('permission'), known);
  for (const name of known) expect({ name, ...outcomes[name] }.refused).toContain('ERR_ACCESS_DENIED');
  expect(host.isTouched).toBe(false);
});

describe.runIf(works.has('bubblewrap'))('with the engine lost, bubblewrap alone', () => {
  test('has no file and no process of the host, and leads a socket to none of its services', async () => {
    using host = await AttackedHost.open();
    const outcomes = await host.attackedBy(bypassed('bubblewrap'), ATTACKS);
    for (const name of ['reads a file', 'writes a file', 'signals another process'])
      expect(outcomes[name]).toEqual({ refused: expect.any(String) as string });
    expect(host.isTouched).toBe(false);
  });

  test('leaves no process behind, whenever it is killed', async () => {
    const mark = crypto.randomUUID();
    const command = workerCommand({ kind: 'run', layers: new Set(['bubblewrap']), memoryBytes: 64 << 20 });
    const marked = { ...command, args: ['--setenv', 'MARK', mark, ...command.args] };
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const worker = new WorkerProcess(marked);
      if (attempt % 3 > 0) await sleep(attempt % 3);
      worker.kill();
      await worker.ended;
    }
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([]);
  });
});

/** The ids of the processes whose command has this text in it. */
function processesWith(text: string): string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(text);
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

test('with the engine lost to code of JavaScript, the globals have nothing of Node.js', async () => {
  using host = await AttackedHost.open();
  const look = 'looks for the host among the globals';
  const command = bypassed();
  const locked = { ...command, args: [...command.args, 'lockdown'] };
  expect(await host.attackedBy(command, [look])).toEqual({ [look]: { value: 'objectfunctionundefinedfunction' } });
  expect(await host.attackedBy(locked, [look])).toEqual({ [look]: { value: 'undefinedundefinedundefinedundefined' } });
});

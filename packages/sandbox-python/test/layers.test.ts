import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { AttackedHost, SECRET, workingLayers } from '../../sandbox/test/fixtures/attacked-host.ts';
import { ATTACKS } from '../../sandbox/test/fixtures/attacks.ts';
import type { Layer } from '../../sandbox/src/layers.ts';
import { workerCommand } from '../../sandbox/src/worker-command.ts';
import { pythonRuntime } from '../src/index.ts';
import { cacheFolder } from './snapshot-folder.ts';

const runtime = pythonRuntime({ cacheFolder });
const files = await runtime.prepare();
const worker_file = fileURLToPath(new URL('fixtures/bypassed-python.ts', import.meta.url));
const works = await workingLayers();

/** Python that has got out of its guest, behind these layers only. */
function bypassed(...layers: readonly Layer[]) {
  const { memory_bytes: memoryBytes } = runtime;
  return workerCommand({ kind: 'run', layers: new Set(layers), memoryBytes, runtime: { ...files, worker_file } });
}

test('with the guest lost and no layer left the attacks work', async () => {
  using host = await AttackedHost.open();
  const outcomes = await host.attackedBy(bypassed(), ATTACKS);
  expect(outcomes['reads a file']).toEqual({ value: SECRET });
  for (const name of ATTACKS)
    expect({ name, ...outcomes[name] }).toEqual({ name, value: expect.any(String) as string });
  await expect.poll(() => host.connections).toBe(1);
});

test('with guest and filter lost, the permission model of Node.js refuses files and children', async () => {
  using host = await AttackedHost.open();
  const known = ['reads a file', 'writes a file', 'starts a child'];
  const outcomes = await host.attackedBy(bypassed('permission'), known);
  for (const name of known)
    expect({ name, ...outcomes[name] }.refused).toContain('Access to this API has been restricted');
  expect(host.isTouched).toBe(false);
});

describe.runIf(works.has('seccomp'))('with the guest lost, the filter of system calls alone', () => {
  test('refuses them all', async () => {
    using host = await AttackedHost.open();
    const outcomes = await host.attackedBy(bypassed('seccomp'), ATTACKS);
    for (const name of ATTACKS)
      expect({ name, ...outcomes[name] }).toEqual({ name, refused: expect.any(String) as string });
    expect(host.isTouched).toBe(false);
  });
});

describe.runIf(works.has('bubblewrap'))('with the guest lost, bubblewrap alone', () => {
  test('has no file and no process of the host, and leads a socket to none of its services', async () => {
    using host = await AttackedHost.open();
    const outcomes = await host.attackedBy(bypassed('bubblewrap'), ATTACKS);
    for (const name of ATTACKS.filter((each) => each !== 'opens a socket'))
      expect({ name, ...outcomes[name] }).toEqual({ name, refused: expect.any(String) as string });
    expect(host.isTouched).toBe(false);
  });
});

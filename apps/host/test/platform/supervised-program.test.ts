import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type ProgramStatus, SupervisedProgram } from '../../src/platform/supervised-program.ts';
import { until } from '../fixtures/host.ts';
import { isAlive } from '../fixtures/targets.ts';

const SCRIPT = fileURLToPath(new URL('../fixtures/program.ts', import.meta.url));
const QUICK = { firstWaitMs: 20, longestWaitMs: 60_000, stableMs: 60_000, loopEnds: 3, loopMs: 60_000 };

function supervise(kind: string, port?: number) {
  const seen: ProgramStatus[] = [];
  const program = new SupervisedProgram(
    {
      name: kind,
      script: SCRIPT,
      args: [kind, String(port ?? 0)],
      env: {},
      nodeArgs: ['--no-warnings'],
      ...(port !== undefined && { server: { url: `http://127.0.0.1:${port}/mcp`, name: 'test-server' } }),
    },
    {
      onChange: (status) => seen.push(status),
      onLog: () => {},
      restarts: QUICK,
      health: { startMs: 60_000, everyMs: 20, answerMs: 300, missed: 2 },
    },
  );
  onTestFinished(() => program.stop(100));
  return { program, seen, states: () => seen.map(({ state }) => state) };
}

test('a server is ready once it answers under its own name, and ends in order', async () => {
  const { program, states } = supervise('server', await freePort());
  program.start();
  await until(() => program.status.state === 'ready');
  const { pid = 0 } = program.status;
  await program.stop(30_000);
  expect(states()).toEqual(['starting', 'ready', 'stopping', 'stopped']);
  expect(isAlive(pid)).toBe(false);
});

test('what is killed is started again', async () => {
  const { program, states, seen } = supervise('server', await freePort());
  program.start();
  await until(() => program.status.state === 'ready');
  process.kill(program.status.pid ?? 0, 'SIGKILL');
  await until(() => program.status.restarts === 1 && program.status.state === 'ready');
  expect(states()).toEqual(['starting', 'ready', 'waiting', 'starting', 'ready']);
  expect(seen[2]).toMatchObject({ fault: 'killed by SIGKILL' });
});

test('what no longer answers is killed and started again', async () => {
  const { program, seen } = supervise('deaf', await freePort());
  program.start();
  await until(() => program.status.restarts === 1);
  expect(seen.find(({ state }) => state === 'waiting')).toMatchObject({ fault: 'it no longer answered' });
});

test('a crash loop is named, with the last words of the program', async () => {
  const { program, seen } = supervise('crash');
  program.start();
  await until(() => program.status.state === 'crash_loop');
  expect(program.status).toMatchObject({ restarts: 2, exit_code: 3 });
  expect(program.status.fault).toBe('ended with 3; it said: the database is locked');
  expect(seen.filter(({ state }) => state === 'waiting')).toHaveLength(2);
});

test('what does not stop in order is killed', async () => {
  const { program } = supervise('stubborn');
  program.start();
  await until(() => program.status.pid !== undefined);
  const { pid = 0 } = program.status;
  await program.stop(50);
  expect(isAlive(pid)).toBe(false);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

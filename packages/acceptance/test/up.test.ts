import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { bin } from './bins.ts';
import { copyOf, environment, freePort } from './real-servers.ts';

const SERVERS = ['DEVICE', 'TELEMETRY', 'ALERT', 'DYNAMIC'];
const NAMES = ['device-registry', 'telemetry', 'alerts', 'dynamic-tools'];
const PATIENCE = { timeout: 60_000, interval: 50 };

interface UpEvent {
  readonly type: string;
  readonly name?: string;
  readonly state?: string;
  readonly pid?: number;
  readonly restarts?: number;
  readonly mqtt_url?: string;
  readonly message?: string;
}

async function addresses(): Promise<Record<string, string>> {
  const ports = await Promise.all(SERVERS.map(() => freePort()));
  return Object.fromEntries(SERVERS.map((name, i) => [`NEXUS_${name}_SERVER_URL`, `http://127.0.0.1:${ports[i]}/mcp`]));
}

/** `nexus up` as a process, with its events as they come. */
function up(dataDir: string, env: Record<string, string>, ...words: string[]) {
  const child: ChildProcess = spawn(process.execPath, [bin('@nexus/host'), 'up', '--json', ...words], {
    cwd: dataDir,
    env: { ...environment(dataDir), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const events: UpEvent[] = [];
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  if (child.stdout) createInterface(child.stdout).on('line', (line) => events.push(JSON.parse(line) as UpEvent));
  const last = (name: string) => events.findLast((event) => event.name === name);
  return {
    child,
    events,
    last,
    pids: () => NAMES.map((name) => last(name)?.pid ?? 0),
    stderr: () => stderr,
    ended: once(child, 'close').then(([code]) => code as number | null),
    ready: () => vi.waitFor(() => expect(events.map(({ type }) => type)).toContain('ready'), PATIENCE),
  };
}

const allGone = (pids: readonly number[]) =>
  vi.waitFor(() => {
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  }, PATIENCE);

test('the platform comes up, heals, refuses a second start, and leaves nothing behind', async () => {
  using data = copyOf(inject('demoDataDir'));
  const env = await addresses();
  const first = up(data.path, env);
  await first.ready();
  expect(NAMES.map((name) => first.last(name)?.state)).toEqual(['ready', 'ready', 'ready', 'ready']);

  const second = up(data.path, env);
  expect(await second.ended).toBe(1);
  expect(second.stderr()).toContain('NexusIoT is already running, with the data of this folder.');
  expect(second.events).toEqual([]);

  process.kill(first.last('telemetry')?.pid ?? 0, 'SIGKILL');
  await vi.waitFor(() => expect(first.last('telemetry')).toMatchObject({ state: 'ready', restarts: 1 }), PATIENCE);

  const pids = first.pids();
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(first.events.at(-1)).toMatchObject({ type: 'stopped' });
  await allGone(pids);
});

test('what the simulated devices send arrives through the broker, and a supervisor that is killed takes all along', async () => {
  using data = copyOf(inject('demoDataDir'));
  const env = await addresses();
  const { child, ready, pids, events, last } = up(data.path, env, '--simulate');
  await ready();
  expect(events[0]).toMatchObject({ type: 'starting', embedded_broker: true });
  const url = env['NEXUS_TELEMETRY_SERVER_URL'] ?? '';
  await vi.waitFor(async () => expect(await storedOverMqtt(url)).toBeGreaterThan(0), PATIENCE);
  const all = [...pids(), last('simulator')?.pid ?? 0];
  child.kill('SIGKILL');
  await allGone(all);
});

async function storedOverMqtt(url: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'get_ingest_status', arguments: {} },
    }),
  });
  const { result } = (await response.json()) as {
    result: { structuredContent: { origins: { origin: string; accepted: number }[] } };
  };
  return result.structuredContent.origins.find(({ origin }) => origin === 'mqtt')?.accepted ?? 0;
}

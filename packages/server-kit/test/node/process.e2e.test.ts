import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { bundleProgram } from '../../../../tools/bundle-program.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const program = await bundleProgram(new URL('../probe/bin.ts', import.meta.url));
afterAll(() => program[Symbol.dispose]());

/** The probe server as a process of its own, its data in a folder of its own. */
function start(args: readonly string[] = [], env: Record<string, string> = {}, ...channel: 'ipc'[]) {
  const folder = temporaryFolder();
  const dataDir = join(folder.path, 'new', 'data');
  const child = spawn(process.execPath, [program.path, ...args], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path, NEXUS_DATA_DIR: dataDir, ...env },
    stdio: ['pipe', 'pipe', 'pipe', ...channel],
  }) as ChildProcessWithoutNullStreams;
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (text.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (text.stderr += String(chunk)));
  child.stdin.on('error', () => {}); // it may be gone already
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    text,
    exit,
    dataDir,
    folder: folder.path,
    send: (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    call: (id: number, name: string, args: object = {}) =>
      child.stdin.write(
        `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } })}\n`,
      ),
    answered: (id: number) => vi.waitFor(() => expect(text.stdout).toContain(`"id":${id}`), 10_000),
    said: (words: string) => vi.waitFor(() => expect(text.stderr).toContain(words), 10_000),
    notes: () => JSON.parse(readFileSync(join(dataDir, 'notes.json'), 'utf8')) as Record<string, string>,
    [Symbol.dispose]() {
      child.kill('SIGKILL');
      folder[Symbol.dispose]();
    },
  };
}

/** Whether it ended within the two seconds that clients give it. */
async function endsInTime(exit: Promise<number | null>): Promise<number | null | 'too late'> {
  const { promise, resolve } = Promise.withResolvers<'too late'>();
  const timer = setTimeout(() => resolve('too late'), 2_000);
  const outcome = await Promise.race([exit, promise]);
  clearTimeout(timer);
  return outcome;
}

test('ends when its input does, and puts everything away', async () => {
  using server = start();
  server.call(1, 'echo_text', { text: 'a' });
  await server.answered(1);
  server.child.stdin.end();
  expect(await endsInTime(server.exit)).toBe(0);
  expect(server.notes()).toEqual({ disposed: 'yes' });
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends on %s, in the middle of a call too', async (signal) => {
  using server = start();
  server.call(1, 'echo_text', { text: 'a' });
  await server.answered(1);
  server.call(2, 'wait_long', { steps: 1, step_ms: 60_000 });
  server.child.kill(signal);
  expect(await endsInTime(server.exit)).toBe(0);
  expect(server.notes()).toMatchObject({ disposed: 'yes' });
});

test('ends when nobody reads its output any more', async () => {
  using server = start();
  server.call(1, 'echo_text', { text: 'a' });
  await server.answered(1);
  server.child.stdout.destroy();
  server.call(2, 'make_text', { length: 1_000_000 });
  expect(await endsInTime(server.exit)).toBe(0);
});

test('ends in time although putting away takes for ever', async () => {
  using server = start([], { PROBE_FAULT: 'slow-end' });
  server.call(1, 'echo_text', { text: 'a' });
  await server.answered(1);
  server.child.stdin.end();
  expect(await endsInTime(server.exit)).toBe(0);
});

test('writes nothing but JSON-RPC to stdout, whatever a tool prints', async () => {
  using server = start();
  server.send({
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } },
  });
  server.call(1, 'print_noise');
  server.call(2, 'log_lines');
  server.child.stdin.write('rubbish\n');
  server.call(3, 'break_down');
  await server.answered(3);
  server.child.stdin.end();
  await server.exit;
  const lines = server.text.stdout.trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { jsonrpc: unknown }).jsonrpc)).toEqual(lines.map(() => '2.0'));
  expect(server.text.stderr).toContain('noise on stdout');
  expect(lines.join('')).not.toContain('hunter2');
});

test('makes its data folder, for its own user only', async () => {
  using server = start();
  server.child.stdin.end();
  expect(await server.exit).toBe(0);
  expect(statSync(server.dataDir).mode & 0o777).toBe(0o700);
});

test('lists every fault of its configuration at once, its own and those of the platform', async () => {
  using server = start([], { PROBE_LIMIT: '99', NEXUS_READ_ONLY: 'perhaps', NEXUS_AUTH_TOKEN: 'short' });
  expect(await server.exit).toBe(2);
  expect(server.text.stderr).toBe(
    [
      'nexus-probe: The configuration has 3 fault(s):',
      '  PROBE_LIMIT: Too big: expected number to be <=10',
      '  NEXUS_READ_ONLY: must be on or off',
      '  NEXUS_AUTH_TOKEN: must have at least 16 characters',
      'Correct these environment variables, or the .env file.\n',
    ].join('\n'),
  );
});

test('reads a .env file, over which the environment wins', async () => {
  using server = start([], { PROBE_FAULT: 'known' });
  writeFileSync(join(server.folder, '.env'), 'PROBE_FAULT=unknown\n');
  expect(await server.exit).toBe(1);
  expect(server.text.stderr).toBe('nexus-probe: The database is locked.\nStop the other process.\n');
});

test('an unknown fault at the start is an incident, with the detail in the log record above it', async () => {
  using server = start([], { PROBE_FAULT: 'unknown' });
  expect(await server.exit).toBe(1);
  const [record = '', line = ''] = server.text.stderr.split('\n');
  const { incident, error } = JSON.parse(record) as { incident: string; error: { message: string } };
  expect(error.message).toBe('the disk has gone');
  expect(line).toBe(`nexus-probe: Something went wrong (incident ${incident}; see the record above).`);
});

test('says what is wrong with its command line, and how it goes', async () => {
  using server = start(['--colour']);
  expect(await server.exit).toBe(2);
  expect(server.text).toEqual({
    stdout: '',
    stderr: "nexus-probe: Unknown option '--colour'.\nUsage: nexus-probe [options]   (more: nexus-probe --help)\n",
  });
});

test('refuses to open to the network without a token', async () => {
  using server = start(['--http', '--host', '0.0.0.0', '--port', '0']);
  expect(await server.exit).toBe(2);
  expect(server.text.stderr).toBe('nexus-probe: --host 0.0.0.0 is open to the network: set NEXUS_AUTH_TOKEN first.\n');
});

test('says that its port is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  using server = start(['--http', '--port', String(port)]);
  expect(await server.exit).toBe(1);
  other.close();
  expect(server.text.stderr).toBe(
    `nexus-probe: Port ${port} on 127.0.0.1 is in use.\nChoose another with --port and --host.\n`,
  );
});

test('over HTTP, SIGTERM refuses what is new, finishes what runs, and ends', async () => {
  using server = start(['--http', '--port', '0', '--read-only'], { NEXUS_AUTH_TOKEN: 'a-token-of-enough-length' });
  await server.said('listening on');
  const base = /http:\/\/127\.0\.0\.1:\d+/.exec(server.text.stderr)?.[0];
  const post = (name: string, args: object) =>
    fetch(`${base}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer a-token-of-enough-length' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
    });
  expect((await fetch(`${base}/readyz`)).status).toBe(200);
  const running = post('wait_long', { steps: 1, step_ms: 800 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  server.child.kill('SIGTERM');
  await server.said('stopping');
  expect((await fetch(`${base}/readyz`)).status).toBe(503);
  expect((await fetch(`${base}/livez`)).status).toBe(200);
  expect((await post('echo_text', { text: 'a' })).status).toBe(503);
  expect(await (await running).json()).toMatchObject({ result: { structuredContent: { steps: 1 } } });
  expect(await server.exit).toBe(0);
  expect(server.notes()).toMatchObject({ disposed: 'yes' });
  expect(server.text.stderr).not.toContain('a-token-of-enough-length');
});

test('over HTTP, a forked server ends in order with the channel to its supervisor', async () => {
  using server = start(['--http', '--port', '0'], {}, 'ipc');
  await server.said('listening on');
  // Node tells of no `close` on the side that closed the channel.
  const exit = once(server.child, 'exit').then(([code]) => code as number | null);
  server.child.disconnect();
  expect(await endsInTime(exit)).toBe(0);
  expect(server.notes()).toMatchObject({ disposed: 'yes' });
});

test('over HTTP, a second signal ends it at once', async () => {
  using server = start(['--http', '--port', '0']);
  await server.said('listening on');
  const base = /http:\/\/127\.0\.0\.1:\d+/.exec(server.text.stderr)?.[0];
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'wait_long', arguments: { steps: 1, step_ms: 60_000 } },
  };
  fetch(`${base}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(call),
  }).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 200));
  server.child.kill('SIGTERM');
  await server.said('stopping');
  server.child.kill('SIGTERM');
  expect(await endsInTime(server.exit)).toBe(1);
});

test('a command prints its result and nothing else', async () => {
  using server = start(['count', '--to', '3', 'to', 'go']);
  expect(await server.exit).toBe(0);
  expect(server.text).toEqual({ stdout: '1 to go\n2 to go\n3 to go\n', stderr: '' });
});

test('a command that refuses says what to do', async () => {
  using server = start(['count']);
  expect(await server.exit).toBe(1);
  expect(server.text.stderr).toBe('nexus-probe: How far?\nGive --to.\n');
});

test('Ctrl-C lets a command finish in order', async () => {
  using server = start(['count', '--to', '0']);
  await vi.waitFor(() => expect(server.text.stdout).toContain('waiting'), 10_000);
  server.child.kill('SIGINT');
  expect(await endsInTime(server.exit)).toBe(3);
  expect(server.notes()).toEqual({ interrupted: 'yes', disposed: 'yes' });
});

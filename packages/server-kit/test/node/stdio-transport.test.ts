import { PassThrough, Writable } from 'node:stream';
import { BuildingTime } from '@nexus/models';
import { expect, test, vi } from 'vitest';
import { catalogue, silentLogger } from '../../src/index.ts';
import { serveStdio } from '../../src/node/serve-stdio.ts';
import { probeDeps } from '../probe/probe-deps.ts';
import { type Deps, probe } from '../probe/server.ts';

function call(id: number, name: string, args: object = {}): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } })}\n`;
}

/** A client that reads nothing until it is told to. */
class StalledReader extends Writable {
  readonly received: string[] = [];
  #resume: (() => void) | undefined;
  #stalled = true;

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.received.push(chunk.toString());
    if (this.#stalled) this.#resume = done;
    else done();
  }

  read(): void {
    this.#stalled = false;
    this.#resume?.();
  }
}

function serving(deps: Deps, output: Writable, opened: Promise<unknown> = Promise.resolve()) {
  const input = new PassThrough();
  const stop = new AbortController();
  const runtime = {
    catalogue: catalogue(probe, false),
    deps,
    log: silentLogger,
    time: new BuildingTime({ zone: 'UTC' }),
  };
  return { input, stop, ended: serveStdio(runtime, stop.signal, opened, input, output) };
}

function lines(output: PassThrough): Record<string, unknown>[] {
  return String(output.read() ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('answers what was piped in before it ends', async () => {
  using deps = probeDeps();
  const output = new PassThrough();
  const { input, ended } = serving(deps, output);
  input.end(call(1, 'wait_long', { steps: 2, step_ms: 20 }) + call(2, 'echo_text', { text: 'a' }).trimEnd());
  await ended;
  expect(lines(output).map(({ id }) => id)).toEqual([2, 1]);
});

test('answers every refused line with an error of no id, and lives on', async () => {
  using deps = probeDeps();
  const output = new PassThrough();
  const { input, ended } = serving(deps, output);
  input.write('{"jsonrpc":\n');
  input.write(Buffer.from([0xff, 0x0a]));
  input.write(`[${call(1, 'echo_text').trim()}]\n`);
  input.write(`${'['.repeat(100)}\n`);
  for (let i = 0; i < 11; i += 1) input.write('x'.repeat(1024 * 1024));
  input.end(`\n\n${call(7, 'echo_text', { text: 'alive' })}`);
  await ended;
  expect(lines(output).map(({ id, error }) => [id, (error as { code?: number } | undefined)?.code])).toEqual([
    [null, -32700],
    [null, -32700],
    [null, -32600],
    [null, -32600],
    [null, -32600],
    [7, undefined],
  ]);
});

test.each([
  ['with ids of their own', (call: number) => call],
  ['of one id', () => 7],
])('starts no more calls %s than it may while the client does not read, and none is lost', async (_, idOf) => {
  // 200 answers of 100 kB would be 20 MB in memory; 32 calls may run at once.
  using deps = probeDeps();
  const output = new StalledReader({ highWaterMark: 1024 });
  const { input, ended } = serving(deps, output);
  const asked = Array.from({ length: 200 }, (_item, i) => idOf(i + 1));
  for (const id of asked) input.write(call(id, 'make_text', { length: 100_000 }));
  await vi.waitFor(() => expect(output.writableLength).toBeGreaterThan(0));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(output.writableLength).toBeLessThan(33 * 250_000); // text and structure, each 100 kB
  output.read();
  input.end();
  await ended;
  const ids = output.received.map((line) => (JSON.parse(line) as { id: number }).id);
  expect(ids.toSorted((a, b) => a - b)).toEqual(asked);
});

test('a waiting call that is cancelled never runs', async () => {
  using deps = probeDeps();
  const output = new PassThrough();
  const { input, ended } = serving(deps, output);
  for (let id = 1; id <= 32; id += 1) input.write(call(id, 'wait_long', { steps: 1, step_ms: 50 }));
  input.write(call(33, 'write_note', { note_id: 'late', text: 'x' }));
  const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 33 } };
  input.end(`${JSON.stringify(cancelled)}\n`);
  await ended;
  expect(lines(output)).toHaveLength(32);
  expect(deps.notes.all()).not.toHaveProperty('late');
});

test('to cancel what has not been asked changes nothing', async () => {
  // A client cancels by id, and a slip of it must not cost one of the 32 calls that may run at once.
  using deps = probeDeps();
  const output = new PassThrough();
  const { input, ended } = serving(deps, output);
  const ids = Array.from({ length: 40 }, (_, i) => i + 1);
  const early = (requestId: number) =>
    `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } })}\n`;
  input.end(ids.map((id) => early(id) + call(id, 'echo_text', { text: 'a' })).join(''));
  await ended;
  expect(lines(output).map(({ id }) => id)).toEqual(ids);
});

test('sees that its client has gone although that never read an answer', async () => {
  using deps = probeDeps();
  const output = new StalledReader({ highWaterMark: 1024 });
  const { input, ended } = serving(deps, output);
  input.write(call(1, 'make_text', { length: 100_000 }));
  await vi.waitFor(() => expect(output.writableLength).toBeGreaterThan(0));
  input.end(`rubbish\n${call(2, 'echo_text', { text: 'a' })}`);
  await expect(ended).resolves.toBeUndefined();
});

test('keeps little of what a client sends that reads nothing', async () => {
  using deps = probeDeps();
  const output = new StalledReader({ highWaterMark: 1024 });
  const { input, ended } = serving(deps, output);
  input.write(call(1, 'make_text', { length: 100_000 }));
  await vi.waitFor(() => expect(output.writableLength).toBeGreaterThan(0));
  const unread = output.writableLength;
  const large = Buffer.from(`${call(2, 'echo_text', { text: 'x'.repeat(8 * 1024 * 1024) })}rubbish\n`);
  for (let i = 0; i < 20; i += 1) input.write(large); // 160 MiB
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(output.writableLength).toBe(unread);
  expect(input.readableLength + input.writableLength).toBeGreaterThan(100 * 1024 * 1024);
  output.read();
  input.end();
  await ended;
  expect(output.received).toHaveLength(41);
});

test('a call that does not end holds nobody up once the client has gone', async () => {
  using deps = probeDeps();
  const { input, ended } = serving(deps, new PassThrough());
  input.end(call(1, 'wait_long', { steps: 1, step_ms: 60_000 }));
  await ended;
  await vi.waitFor(() => expect(deps.notes.all()).toHaveProperty('aborted'));
});

test('a broken pipe ends it like a closed one', async () => {
  using deps = probeDeps();
  const output = new PassThrough();
  const { ended } = serving(deps, output);
  output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  await expect(ended).resolves.toBeUndefined();
});

test('greets before everything is opened, and what is asked meanwhile waits for that', async () => {
  using deps = probeDeps();
  const output = new PassThrough();
  const opening = Promise.withResolvers<void>();
  const { input, ended } = serving(deps, output, opening.promise);
  const greeting = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  };
  input.write(`${JSON.stringify(greeting)}\n`);
  input.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
  input.end(call(2, 'echo_text', { text: 'asked early' }));
  await vi.waitFor(() => expect(output.readableLength).toBeGreaterThan(0));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(lines(output).map(({ id }) => id)).toEqual([1]);
  opening.resolve();
  await ended;
  expect(lines(output).map(({ id }) => id)).toEqual([2]);
});

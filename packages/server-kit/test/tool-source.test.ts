import { NexusError } from '@nexus/models';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { connect } from '../src/connect.ts';
import type { SourcedTool, ToolSource } from '../src/tool-source.ts';
import { probeDeps } from './probe/probe-deps.ts';
import { type Deps, probe } from './probe/server.ts';

/** The probe, with tools that a test puts in and takes out. */
function withSource() {
  const names = new Set<string>();
  let version = 0;
  const toolSource: ToolSource<Deps> = {
    version: () => Promise.resolve(version),
    list: () => Promise.resolve([...names].map(sourced)),
    call: (name, args, { principal }) => {
      if (!names.has(name)) return Promise.resolve(undefined);
      if (name === 'fails_now') throw new NexusError('conflict', 'No.', { hint: 'Wait.' });
      return Promise.resolve({ name, args, caller: principal.name });
    },
  };
  const change = (action: () => void) => {
    action();
    version += 1;
  };
  return {
    spec: { ...probe, toolSource },
    add: (name: string) => change(() => names.add(name)),
    remove: (name: string) => change(() => names.delete(name)),
  };
}

function sourced(name: string): SourcedTool {
  const inputSchema = { type: 'object', properties: { a: { type: 'number' } }, additionalProperties: false };
  return { name, title: name, description: 'From a source.', inputSchema, outputSchema: { type: 'object' } };
}

test('a tool of a source is listed after the declared ones, and called by its name', async () => {
  using deps = probeDeps();
  const { spec, add } = withSource();
  add('later_tool');
  await using host = await connect(spec, deps);
  const { tools } = await host.client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([...probe.tools.map(({ name }) => name).toSorted(), 'later_tool']);
  expect(tools.at(-1)).toMatchObject({
    inputSchema: { type: 'object', properties: { a: { type: 'number' } } },
    annotations: { readOnlyHint: true, destructiveHint: false },
  });
  expect(await host.value('later_tool', { a: 1 })).toEqual({
    name: 'later_tool',
    args: { a: 1 },
    caller: 'test 1.0.0',
  });
});

test('every client that is connected is told when tools come and go, and one that has gone is not', async () => {
  using deps = probeDeps();
  const { spec, add, remove } = withSource();
  await using one = await connect(spec, deps);
  const other = await connect(spec, deps);
  const told = { one: 0, other: 0 };
  one.client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (told.one += 1));
  other.client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (told.other += 1));
  expect(one.client.getServerCapabilities()?.tools).toEqual({ listChanged: true });
  add('new_tool');
  await expect.poll(() => told, { timeout: 5_000 }).toEqual({ one: 1, other: 1 });
  await other[Symbol.asyncDispose]();
  remove('new_tool');
  await expect.poll(() => told, { timeout: 5_000 }).toEqual({ one: 2, other: 1 });
});

test('the declared tool wins where a source has its name', async () => {
  using deps = probeDeps();
  const { spec, add } = withSource();
  add('echo_text');
  await using host = await connect(spec, deps);
  const { tools } = await host.client.listTools();
  expect(tools.filter(({ name }) => name === 'echo_text')).toHaveLength(1);
  expect(await host.value('echo_text', { text: 'a', times: 1 })).toEqual({ text: 'a' });
});

test('a tool of a source fails as others do, and an unknown one is a protocol error', async () => {
  using deps = probeDeps();
  const { spec, add } = withSource();
  add('fails_now');
  await using host = await connect(spec, deps);
  expect(await host.failure('fails_now')).toEqual({ code: 'conflict', text: 'No.\nWait.' });
  await expect(host.call('never_was')).rejects.toMatchObject({ code: -32602 });
});

test('a server without a source says nothing of changes', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  expect(host.client.getServerCapabilities()?.tools).toEqual({});
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dataFolderId } from '@nexus/models/environment';
import { expect, onTestFinished, test } from 'vitest';
import { preferRunning } from '../../src/platform/running-servers.ts';
import { bundledTargets } from '../../src/servers/bundled.ts';
import type { ServerTarget } from '../../src/servers/server-target.ts';

const DATA_DIR = '/var/lib/building';
const OURS = { status: 'ok', server: 'nexus-telemetry', data: dataFolderId(DATA_DIR) };

/** A program on a port, which says so of itself. */
async function occupant(answer: object | string): Promise<string> {
  const server = createServer((_request, response) => {
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.close() && undefined);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

/** The telemetry server as a child, and where to look for it before it is started. */
async function chosen(url: string, environment: Record<string, string> = {}): Promise<ServerTarget | undefined> {
  const all = { NEXUS_DATA_DIR: DATA_DIR, ...environment };
  const children = bundledTargets(all).filter(({ name }) => name === 'telemetry');
  const [target] = await preferRunning(children, { ...all, NEXUS_TELEMETRY_SERVER_URL: url });
  return target;
}

test('a server that runs with the same data is used instead of a child', async () => {
  const url = await occupant(OURS);
  expect(await chosen(url)).toEqual({ kind: 'http', name: 'telemetry', url, headers: {}, trusted: true });
});

test.each([
  ['another server of the platform', { ...OURS, server: 'nexus-alerts' }],
  ['one with the data of another folder', { ...OURS, data: dataFolderId('/elsewhere') }],
  ['one that is stopping', { ...OURS, status: 'stopping' }],
  ['one that says nothing of its data', { status: 'ok', server: 'nexus-telemetry' }],
  ['a page', '<html></html>'],
  ['an endless answer', 'x'.repeat(100_000)],
])('%s at its address is left alone', async (_what, answer) => {
  expect(await chosen(await occupant(answer))).toMatchObject({ kind: 'stdio' });
});

test('none is looked for where a token is set or a database has a path of its own', async () => {
  const url = await occupant(OURS);
  expect(await chosen(url, { NEXUS_AUTH_TOKEN: 'a-token-of-enough-length' })).toMatchObject({ kind: 'stdio' });
  expect(await chosen(url, { NEXUS_ALERT_DB_PATH: 'other.db' })).toMatchObject({ kind: 'stdio' });
});

test('what a server file names is not replaced', async () => {
  const url = await occupant(OURS);
  const target: ServerTarget = { kind: 'stdio', name: 'telemetry', command: 'node', args: [], env: {} };
  const environment = { NEXUS_DATA_DIR: DATA_DIR, NEXUS_TELEMETRY_SERVER_URL: url };
  expect(await preferRunning([target], environment)).toEqual([target]);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { BuildingTime } from '@nexus/models';
import { expect, test } from 'vitest';
import { catalogue, silentLogger } from '../../src/index.ts';
import { createHttpApp } from '../../src/node.ts';
import { BodyBudget } from '../../src/http/body-budget.ts';
import { listening } from '../listening.ts';
import { probeDeps } from '../probe/probe-deps.ts';
import { probe } from '../probe/server.ts';
import { rawRequest } from './raw-client.ts';

const TOKENS = [{ name: 'alice', token: 'token-of-alice-0001' }];
const HOST = { host: 'localhost' };
const notesOf = (url: string, query = '') => url.replace('/mcp', `/notes${query}`);
const basic = (password: string) => `Basic ${Buffer.from(`any user:${password}`).toString('base64')}`;

test('a route gets query and body, and answers with what it likes', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const answer = await rawRequest(notesOf(server.url, '?id=a'), { headers: HOST, body: 'hello' });
  expect(answer).toMatchObject({ status: 201, text: '{"bytes":5}', type: 'application/json; charset=utf-8' });
  expect(await rawRequest(notesOf(server.url, '?id=b&quiet'), { headers: HOST, body: 'there' })).toMatchObject({
    status: 204,
    text: '',
  });
  expect(deps.notes.all()).toEqual({ a: 'hello', b: 'there' });
});

test('a gzipped body arrives unpacked', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const headers = { ...HOST, 'content-encoding': 'GZIP' };
  const body = gzipSync('packed');
  expect(await rawRequest(notesOf(server.url, '?id=a'), { headers, body })).toMatchObject({ text: '{"bytes":6}' });
  expect(deps.notes.all()).toEqual({ a: 'packed' });
});

test.each([
  ['a body that is too long', {}, Buffer.alloc(1_000_001, 'x'), 413, 'request too large'],
  [
    'one that is too long unpacked',
    { 'content-encoding': 'gzip' },
    gzipSync(Buffer.alloc(200_000_000)),
    413,
    'request too large',
  ],
  ['one that is no gzip', { 'content-encoding': 'gzip' }, Buffer.from('plain'), 400, 'invalid'],
  ['one that is cut off', { 'content-encoding': 'gzip' }, gzipSync('some text').subarray(0, 15), 400, 'invalid'],
  ['one packed in another way', { 'content-encoding': 'br' }, Buffer.from('plain'), 415, 'unsupported media type'],
  ['one that the handler refuses', {}, Buffer.from(''), 400, 'invalid'],
  ['a foreign Host', { host: 'evil.example' }, Buffer.from('x'), 403, 'forbidden'],
  ['a foreign Origin', { origin: 'https://evil.example' }, Buffer.from('x'), 403, 'forbidden'],
])('%s is refused in JSON', async (_, headers, body, status, code) => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const answer = await rawRequest(notesOf(server.url), { headers: { ...HOST, ...headers }, body });
  expect({ status: answer.status, ...(JSON.parse(answer.text) as object) }).toMatchObject({ status, code });
  expect(deps.notes.all()).toEqual({});
});

test('what is unavailable may be tried again, and what nobody expected is not told', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const full = await rawRequest(notesOf(server.url), { headers: HOST, body: 'full' });
  expect(full).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  expect(JSON.parse(full.text)).toEqual({ code: 'unavailable', message: 'The disk is full. Free some space.' });
  const broken = await rawRequest(notesOf(server.url), { headers: HOST, body: 'break' });
  expect(broken.status).toBe(500);
  expect(broken.text).not.toContain('hunter2');
});

test('another method is refused, and another path has nothing', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  expect((await rawRequest(notesOf(server.url), { headers: HOST, method: 'GET' })).status).toBe(405);
  expect((await rawRequest(`${notesOf(server.url)}/`, { headers: HOST, body: 'x' })).status).toBe(404);
});

test.each([
  ['Bearer', `Bearer ${TOKENS[0]!.token}`, 201],
  ['Token', `Token ${TOKENS[0]!.token}`, 201],
  ['a password', basic(TOKENS[0]!.token), 201],
  ['a wrong token', 'Token token-of-alice-0002', 401],
  ['a wrong password', basic('token'), 401],
  ['a user that is the token', `Basic ${Buffer.from(`${TOKENS[0]!.token}:`).toString('base64')}`, 401],
  ['nothing', undefined, 401],
])('with %s for authorization', async (_, authorization, status) => {
  using deps = probeDeps();
  await using server = await listening(probe, deps, { tokens: TOKENS });
  const headers = { ...HOST, ...(authorization === undefined ? {} : { authorization }) };
  expect((await rawRequest(notesOf(server.url), { headers, body: 'x' })).status).toBe(status);
  expect(deps.notes.all()).toEqual(status === 201 ? { alice: 'x' } : {});
});

test('MCP itself takes nothing but Bearer', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps, { tokens: TOKENS });
  const headers = { ...HOST, authorization: `Token ${TOKENS[0]!.token}` };
  expect((await rawRequest(server.url, { headers, body: '{}' })).status).toBe(401);
});

test('a read-only server refuses a route that writes', async () => {
  using deps = probeDeps();
  const time = new BuildingTime({ zone: 'UTC' });
  const app = createHttpApp({ catalogue: catalogue(probe, true), deps, log: silentLogger, time });
  const server = createServer(app.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await rawRequest(`http://127.0.0.1:${port}/notes`, { headers: HOST, body: 'x' });
  expect(JSON.parse(answer.text)).toEqual({ code: 'forbidden', message: 'The server is read-only' });
  expect(deps.notes.all()).toEqual({});
  server.close();
  await app.close();
});

test('bodies share one budget, and give their part back', () => {
  const budget = new BodyBudget(100);
  {
    using one = budget.share();
    using other = budget.share();
    expect([one.take(60), other.take(60), other.take(40), one.take(1)]).toEqual([true, false, true, false]);
  }
  using next = budget.share();
  expect(next.take(100)).toBe(true);
});

test('one unpacking runs after another, also after one that fails', async () => {
  const budget = new BodyBudget(100);
  const order: string[] = [];
  const step = (name: string, fails = false) =>
    budget.inTurn(async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
  await Promise.allSettled([step('a', true), step('b'), step('c')]);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('many gateways may send at once', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const body = gzipSync('packed');
  const headers = { ...HOST, 'content-encoding': 'gzip' };
  const all = await Promise.all(
    Array.from({ length: 60 }, (_, i) => rawRequest(notesOf(server.url, `?id=${i}`), { headers, body })),
  );
  expect(all.filter(({ status }) => status !== 201)).toEqual([]);
  expect(Object.keys(deps.notes.all())).toHaveLength(60);
});

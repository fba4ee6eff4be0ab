import { gzipSync } from 'node:zlib';
import { NexusError } from '@nexus/models';
import { expect, test } from 'vitest';
import { NOW_MS, openBuilding } from '../building.ts';
import { listening } from './listening.ts';

const NS = `${NOW_MS}000000`;
const TELEGRAF = `weather,host=pi,device_id=W-1,building=NORTH temperature=21.5,humidity=40i ${NS}
co2,device_id=CO2-9,unit=ppm value=612 ${NS}
door,device_id=DOOR-1 open=true,name="main \\"door\\"" ${NS}
`;

test('stores what Telegraf sends, and answers 204', async () => {
  await using building = await openBuilding();
  await using server = await listening(building);
  const answer = await server.post('/api/v2/write?org=any&bucket=any&precision=ns', TELEGRAF);
  expect([answer.status, await answer.text()]).toEqual([204, '']);
  expect(await building.telemetry.latest(['W-1', 'CO2-9', 'DOOR-1'])).toEqual([
    { device_id: 'CO2-9', metric: 'co2_ppm', timestamp_ms: NOW_MS, value: 612, unit: 'ppm', quality: 'good' },
    { device_id: 'DOOR-1', metric: 'open', timestamp_ms: NOW_MS, value: 1, unit: '', quality: 'good' },
    { device_id: 'W-1', metric: 'humidity', timestamp_ms: NOW_MS, value: 40, unit: '%', quality: 'good' },
    { device_id: 'W-1', metric: 'temperature', timestamp_ms: NOW_MS, value: 21.5, unit: '°C', quality: 'good' },
  ]);
  const { letters } = await (await building.ledger()).deadLetters({ limit: 5, offset: 0 });
  expect(letters).toMatchObject([
    { origin: 'line_protocol', source: '/api/v2/write', reason: 'name is text', payload: 'DOOR-1: main "door"' },
  ]);
});

test('takes gzip, the precision, and the path of version 1', async () => {
  await using building = await openBuilding();
  await using server = await listening(building);
  const body = gzipSync(`m,device_id=A temperature=20 ${NOW_MS / 1000}`);
  const answer = await server.post('/write?db=any&precision=s', body, { 'content-encoding': 'gzip' });
  expect(answer.status).toBe(204);
  expect(await building.telemetry.latest(['A'])).toMatchObject([{ timestamp_ms: NOW_MS, value: 20 }]);
});

test('stores the good lines and names the bad ones', async () => {
  await using building = await openBuilding();
  await using server = await listening(building);
  const lines = [
    `m,device_id=A temperature=20 ${NS}`,
    'm,device_id=A temperature=',
    'm,room=3B temperature=21',
    `m,device_id=A,unit=kWh temperature=22 ${NS}`,
    `m,device_id=B temperature=23 ${NOW_MS + 7_200_000}000000`,
    `m,device_id=C temperature=24 ${NS}`,
  ];
  const answer = await server.post('/api/v2/write', lines.join('\n'));
  expect(answer.status).toBe(400);
  const body = (await answer.json()) as { code: string; message: string; lines: { line: number; fault: string }[] };
  expect(body.code).toBe('invalid');
  expect(body.message).toMatch(
    /^partial write: line 2: the field temperature has no value; line 3: it has none of the/,
  );
  expect(body.lines.map(({ line }) => line).sort((a, b) => a - b)).toEqual([2, 3, 4, 5]);
  expect((await building.telemetry.latest(['A', 'B', 'C'])).map(({ value }) => value)).toEqual([20, 24]);
  const old = (await (await server.post('/write', 'm')).json()) as { error: string };
  expect(old.error).toContain('partial write: line 1: the fields are missing');
});

test('a body of more lines than go into one delivery is stored whole, its refused lines told right', async () => {
  await using building = await openBuilding();
  await using server = await listening(building);
  const lines = Array.from({ length: 12_000 }, (_, i) => `m,device_id=A temperature=${i % 40} ${NOW_MS - i}000000`);
  lines[7_000] = `m,device_id=A,unit=kWh temperature=1 ${NS}`;
  const answer = await server.post('/api/v2/write', lines.join('\n'));
  expect(await answer.json()).toMatchObject({ lines: [{ line: 7_001 }] });
  expect(await building.telemetry.info()).toMatchObject({ readings: 11_999 });
});

test('rubbish is given up after 10,000 lines', async () => {
  await using building = await openBuilding();
  await using server = await listening(building);
  const answer = await server.post('/api/v2/write', `${'x\n'.repeat(50_000)}m,device_id=A temperature=1 ${NS}`);
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { message: string }).message).toContain('and 9996 more');
  expect(await building.telemetry.info()).toMatchObject({ readings: 0 });
});

test.each([
  ['an unknown precision', '/api/v2/write?precision=days', {}, TELEGRAF, 400],
  ['a bomb', '/api/v2/write', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(100_000_000, 'm f=1\n')), 413],
  ['a foreign origin', '/api/v2/write', { origin: 'https://evil.example' }, TELEGRAF, 403],
  ['no token', '/api/v2/write', {}, TELEGRAF, 401],
  ['a wrong token', '/write', { authorization: 'Token wrong' }, TELEGRAF, 401],
  ['a token in the address', '/write?u=any&p=secret-secret-secret', {}, TELEGRAF, 401],
])('%s is refused, and nothing stored', async (what, path, headers, body, status) => {
  await using building = await openBuilding();
  const tokens = status === 401 ? [{ name: 'gateway', token: 'secret-secret-secret' }] : [];
  await using server = await listening(building, { tokens });
  const answer = await server.post(path, body, headers);
  expect(answer.status, what).toBe(status);
  expect(await answer.json()).toMatchObject({ message: expect.any(String) as string });
  expect(await building.telemetry.info()).toMatchObject({ readings: 0 });
});

test('with the token it writes, and a read-only server does not', async () => {
  await using building = await openBuilding();
  await using server = await listening(building, { tokens: [{ name: 'gateway', token: 'secret-secret-secret' }] });
  const headers = { authorization: 'Token secret-secret-secret' };
  expect((await server.post('/api/v2/write', TELEGRAF, headers)).status).toBe(204);
  await using readOnly = await openBuilding({ readOnly: true });
  await using refusing = await listening(readOnly);
  expect((await refusing.post('/api/v2/write', TELEGRAF)).status).toBe(403);
});

test('a disk that is full is told as something to try again', async () => {
  await using building = await openBuilding();
  const full = new NexusError('unavailable', 'The disk of the telemetry database is full.');
  const intake = { put: () => Promise.reject(full), isFull: false, whenRoomy: async () => {} };
  await using server = await listening({ ...building, intake: async () => intake });
  const answer = await server.post('/api/v2/write', TELEGRAF);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await answer.json()).toEqual({ code: 'unavailable', message: full.message });
  await using busy = await listening({ ...building, intake: async () => ({ ...intake, isFull: true }) });
  expect((await busy.post('/api/v2/write', TELEGRAF)).status).toBe(503);
});

test('an empty body is nothing', async () => {
  await using building = await openBuilding();
  await using server = await listening(building);
  expect((await server.post('/api/v2/write', '# only a comment\n')).status).toBe(204);
  expect((await (await building.ledger()).status()).origins.size).toBe(0);
});

import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openEmbeddedBroker } from '../../src/platform/embedded-broker.ts';
import { checkBroker } from '../../src/doctor/check-broker.ts';
import { checkDatabases } from '../../src/doctor/check-databases.ts';
import { checkFolder } from '../../src/doctor/check-folder.ts';
import { checkPorts } from '../../src/doctor/check-ports.ts';
import type { Finding, Patient } from '../../src/doctor/finding.ts';
import { tempFolder } from '../fixtures/targets.ts';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');

function patient(environment: Record<string, string> = {}): Patient {
  const dataDir = tempFolder();
  const all = { NEXUS_DATA_DIR: dataDir, ...environment };
  return { environment: all, dataDir, config: undefined, nowMs: NOW_MS, signal: new AbortController().signal };
}

const of = (findings: readonly Finding[], check: string) => findings.filter((each) => each.check === check);

test('a folder that is there is well, and one that is not is made later', () => {
  const one = patient();
  expect(of(checkFolder(one), 'data folder')).toMatchObject([{ status: 'ok', message: one.dataDir }]);
  const other = { ...one, dataDir: join(one.dataDir, 'a', 'b') };
  expect(of(checkFolder(other), 'data folder')[0]?.message).toContain('is made at the first start');
});

test('databases are told by size, schema, health and who works on them', () => {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const one = patient();
  const file = join(one.dataDir, 'telemetry.db');
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA user_version = 7; CREATE TABLE lease (name TEXT, expires_ms INTEGER);
    INSERT INTO lease VALUES ('mqtt', ${NOW_MS + 1}), ('retention', ${NOW_MS})`);
  database.close();
  chmodSync(file, 0o644);
  const findings = checkDatabases(one);
  expect(of(findings, 'telemetry database')).toMatchObject([
    { status: 'ok', message: expect.stringContaining('schema 7, whole') as string },
    { status: 'warning', cure: `chmod 600 ${file}` },
  ]);
  expect(of(findings, 'telemetry work')).toMatchObject([{ message: 'one process is at: mqtt.' }]);
  expect(of(findings, 'alerts database')).toMatchObject([{ status: 'ok', message: 'is made at the first start.' }]);
});

test('a file that is no database is a fault, and so is a damaged one', () => {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const one = patient({ NEXUS_DEVICE_DB_PATH: 'broken.db' });
  writeFileSync(join(one.dataDir, 'telemetry.db'), 'this is a text that somebody put there', { mode: 0o600 });
  const file = join(one.dataDir, 'broken.db');
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE a (x); CREATE INDEX i ON a (x);');
  database.exec(
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 5000) INSERT INTO a SELECT i || 'abc' FROM n",
  );
  database.close();
  chmodSync(file, 0o600);
  const bytes = readFileSync(file);
  bytes.fill(0xff, 8_192, 8_192 + 4_096);
  writeFileSync(file, bytes, { mode: 0o600 });
  const findings = checkDatabases(one);
  expect(of(findings, 'telemetry database')).toMatchObject([
    { status: 'fault', message: expect.stringContaining('not a database') as string },
  ]);
  expect(of(findings, 'device registry database').map(({ status }) => status)).toEqual(['fault']);
});

test('a broker that keeps sessions is well', async () => {
  await using broker = await openEmbeddedBroker(undefined);
  expect(await checkBroker(patient({ NEXUS_MQTT_URL: broker.url }))).toMatchObject([
    { status: 'ok', message: expect.stringContaining('answers and keeps sessions') as string },
  ]);
});

/** A broker that answers every introduction with the same bytes. */
async function answering(bytes: number[]): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(Buffer.from(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.close() && undefined);
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['forgets sessions', [0x20, 2, 0, 0], 'warning', 'forgets sessions'],
  ['refuses', [0x20, 2, 0, 5], 'fault', 'lets nobody in with these credentials (code 5)'],
  ['speaks something else', [0x48, 0x54, 0x54, 0x50], 'fault', 'it does not speak MQTT'],
] as const)('a broker that %s', async (_what, bytes, status, words) => {
  const findings = await checkBroker(patient({ NEXUS_MQTT_URL: await answering([...bytes]) }));
  expect(findings).toMatchObject([{ status, message: expect.stringContaining(words) as string }]);
  expect(findings[0]?.cure).toBeTruthy();
});

test('an address that others have taken is named, with another to choose', async () => {
  const url = (await answering([0])).replace('mqtt', 'http');
  const findings = await checkPorts(patient({ NEXUS_ALERT_SERVER_URL: `${url}/mcp` }));
  expect(findings).toMatchObject([
    {
      status: 'warning',
      message: expect.stringContaining('is taken by another program') as string,
      cure: expect.stringContaining('NEXUS_ALERT_SERVER_URL=http://localhost:9001/mcp') as string,
    },
  ]);
});

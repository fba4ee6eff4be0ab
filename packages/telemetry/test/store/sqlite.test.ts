import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openTelemetryStore } from '../../src/store/index.ts';
import { readings } from '../../src/store/migrations/0001-readings.ts';
import { openBuilding, reading } from '../building.ts';
import { testTelemetryStore } from './contract.ts';

describe('the SQLite store', () => {
  testTelemetryStore(() => openTelemetryStore(':memory:'));
});

describe('the SQLite store that moves every reading into a block at once', () => {
  testTelemetryStore(() => openTelemetryStore(':memory:', { sealAfterReadings: 1 }));
});

test('finds everything again after it was closed', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'again.db');
  {
    await using store = await openTelemetryStore(path);
    await store.ingest([reading('A', 'temperature', 1, 20)]);
  }
  await using store = await openTelemetryStore(path);
  expect(await store.ingest([reading('A', 'temperature', 1, 21), reading('A', 'temperature', 2, 22)])).toMatchObject({
    accepted: 2,
    replaced: 1,
  });
  expect(await store.info()).toEqual({ readings: 2, series: 1, first_ms: 1, last_ms: 2 });
});

test('two open stores see what the other wrote, and count it once', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'two.db');
  await using one = await openTelemetryStore(path);
  await using other = await openTelemetryStore(path);
  await one.ingest([reading('A', 'temperature', 5, 20)]);
  await other.ingest([reading('A', 'temperature', 5, 21), reading('A', 'temperature', 9, 22)]);
  expect(await one.ingest([reading('A', 'temperature', 7, 23)])).toMatchObject({ accepted: 1, replaced: 0 });
  expect(await one.latest(['A'])).toMatchObject([{ timestamp_ms: 9, value: 22 }]);
  expect(await other.series({})).toMatchObject([{ count: 3, first_ms: 5, last_ms: 9 }]);
});

test('a batch that fails half-way leaves nothing behind', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'half.db');
  await using store = await openTelemetryStore(path);
  await store.ingest([reading('A', 'temperature', 1, 20)]);
  const saboteur = new Database(path);
  saboteur.exec(`CREATE TRIGGER stop AFTER INSERT ON log BEGIN SELECT RAISE(ABORT, 'stop'); END`);
  const batch = Array.from({ length: 200 }, (_, i) => reading('B', 'temperature', i, i));
  await expect(store.ingest(batch)).rejects.toThrow('stop');
  expect(await store.info()).toEqual({ readings: 1, series: 1, first_ms: 1, last_ms: 1 });
  saboteur.exec('DROP TRIGGER stop');
  saboteur.close();
  expect(await store.ingest(batch)).toMatchObject({ accepted: 200, replaced: 0 });
  expect(await store.series({ device_ids: ['B'] })).toMatchObject([{ count: 200, first_ms: 0, last_ms: 199 }]);
});

test('knows a telemetry database by its mark', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'telemetry.db');
  const db = new Database(path);
  expect(db.pragma('application_id', { simple: true })).toBe(0x4e_58_54_31); // NXT1
  db.pragma('application_id = 7');
  db.close();
  await expect(openTelemetryStore(path)).rejects.toMatchObject({
    code: 'unavailable',
    message: `${path} is no telemetry database.`,
    hint: 'Name another file in NEXUS_TELEMETRY_DB_PATH. It was left as it is.',
  });
});

test('opens a file from before there was a mark, keeps its readings and marks it', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'older.db');
  const db = new Database(path);
  db.exec(readings);
  db.pragma('user_version = 1');
  db.exec("INSERT INTO series VALUES (1, 'A', 'temperature', '°C', 1, 5, 5, 20, 2)");
  db.exec('INSERT INTO reading VALUES (1, 5, 20, 2)');
  await using store = await openTelemetryStore(path);
  expect(await store.ingest([reading('A', 'temperature', 9, 22)])).toMatchObject({ accepted: 1 });
  expect(await store.info()).toEqual({ readings: 2, series: 1, first_ms: 5, last_ms: 9 });
  expect(db.pragma('application_id', { simple: true })).toBe(0x4e_58_54_31);
  db.close();
});

test('read-only neither creates nor writes', async () => {
  await using building = await openBuilding();
  const missing = join(building.folder, 'missing.db');
  await expect(openTelemetryStore(missing, { readOnly: true })).rejects.toMatchObject({ code: 'not_found' });
  await building.telemetry.ingest([reading('A', 'temperature', 1, 20)]);
  await using store = await openTelemetryStore(join(building.folder, 'telemetry.db'), { readOnly: true });
  expect(await store.latest(['A'])).toMatchObject([{ timestamp_ms: 1, value: 20 }]);
  await expect(store.ingest([reading('A', 'temperature', 2, 21)])).rejects.toMatchObject({ code: 'permission_denied' });
  expect(await store.info()).toMatchObject({ readings: 1 });
});

test('a file that turns into rubbish while it is open is said to be none', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'damaged.db');
  await using store = await openTelemetryStore(path);
  // What another one writes is what this one has not in memory: it is still in the journal.
  await using other = await openTelemetryStore(path);
  await other.ingest([reading('A', 'temperature', 1, 20)]);
  writeFileSync(`${path}-wal`, readFileSync(`${path}-wal`).fill(0xff, 32));
  const damaged = { code: 'unavailable', message: 'The telemetry database is no SQLite database.' };
  await expect(store.series({})).rejects.toMatchObject(damaged);
  await expect(store.latest(['A'])).rejects.toMatchObject(damaged);
  await expect(store.info()).rejects.toMatchObject(damaged);
});

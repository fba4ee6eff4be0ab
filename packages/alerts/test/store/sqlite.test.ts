import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { type EngineCommit, type Evaluating, openAlertStore } from '../../src/store/index.ts';

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'nexus-alerts-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

const NOTHING: EngineCommit = {
  at_ms: 1000,
  cursor: 1,
  clock_ms: 900,
  listening_ms: 0,
  tracks: [],
  machines: [],
  effects: [],
  placeOf: () => ({}),
  unitOf: () => '°C',
  policies: [],
};

test('knows an alert database by its mark, and leaves another file alone', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'alerts.db');
  await (await openAlertStore(path))[Symbol.asyncDispose]();
  const db = new Database(path);
  expect(db.pragma('application_id', { simple: true })).toBe(0x4e_58_41_31); // NXA1
  db.close();
  const other = join(folder.path, 'notes.txt');
  writeFileSync(other, 'no database '.repeat(100));
  await expect(openAlertStore(other)).rejects.toMatchObject({ code: 'unavailable' });
});

test('the default rules come once: what people changed stays', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'alerts.db');
  {
    await using store = await openAlertStore(path);
    await store.updateRule('co2-high', { enabled: false }, { actor: 'test', at_ms: 1 });
  }
  const both = await Promise.all([openAlertStore(path), openAlertStore(path)]);
  for (const store of both) {
    expect(await store.rules()).toHaveLength(8);
    expect(await store.getRule('co2-high')).toMatchObject({ version: 2, enabled: false });
    await store[Symbol.asyncDispose]();
  }
});

test('a round is written whole or not at all, and nothing of a holder that lost the lease', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'alerts.db');
  await using store = await openAlertStore(path);
  const stop = new AbortController();
  const hot = await store.getRule('temperature-high');
  const triggered = {
    kind: 'triggered' as const,
    rule: hot,
    device_id: 'A',
    at_ms: 800,
    value: 30,
    threshold: 27,
    severity: 'warning' as const,
    isFlapping: false,
  };
  let held: Evaluating | undefined;
  await store.whileEvaluator({ signal: stop.signal, onError: () => {} }, async (evaluating) => {
    held = evaluating;
    await evaluating.commit({ ...NOTHING, effects: [triggered] });
    // The same alert once more breaks the round: its cursor is not written either.
    const again = evaluating.commit({ ...NOTHING, cursor: 2, effects: [triggered] });
    await expect(again).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
    expect(await evaluating.load()).toMatchObject({ cursor: 1, clock_ms: 900 });
    const thief = new Database(path);
    thief.exec("UPDATE lease SET fence = fence + 1, holder = 'thief'");
    thief.close();
    await expect(evaluating.commit({ ...NOTHING, cursor: 3 })).rejects.toMatchObject({ code: 'conflict' });
    stop.abort();
  });
  expect(await held?.load()).toMatchObject({ cursor: 1 });
  expect(await store.history({ start_ms: 0, end_ms: 2000 }, { limit: 10, offset: 0 })).toMatchObject({ total: 1 });
});

test('what the engine knows comes back as it was', async () => {
  await using folder = await temporaryFolder();
  await using store = await openAlertStore(join(folder.path, 'alerts.db'));
  const stop = new AbortController();
  const track = {
    device_id: 'A',
    metric: 'temperature',
    last_ms: 5,
    interval_ms: 0.1,
    good_ms: 4,
    value: 0.1 + 0.2,
    gap_ms: 3,
    baseline: { n: 51, mean: 1 / 3, variance: 2 / 3 },
  };
  const bare = { device_id: 'B', metric: 'any', last_ms: 7 };
  const machine = { since_ms: 1, open: { triggered_ms: 2, severity: 'warning' as const, isFlapping: false } };
  await store.whileEvaluator({ signal: stop.signal, onError: () => {} }, async (evaluating) => {
    const machines = [['r\u0000A', machine] as const, ['r\u0000B', machine] as const];
    await evaluating.commit({ ...NOTHING, tracks: [track, bare], machines });
    await evaluating.commit({ ...NOTHING, machines: [['r\u0000B', undefined]] });
    const { tracks, machines: left } = await evaluating.load();
    expect(tracks).toEqual([track, { ...bare }]);
    expect(left).toEqual([['r\u0000A', machine]]);
    stop.abort();
  });
});

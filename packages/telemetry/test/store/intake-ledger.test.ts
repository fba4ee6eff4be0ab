import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openIntakeLedger } from '../../src/store/sqlite-intake-ledger.ts';
import { openBuilding } from '../building.ts';

const rejected = (source: string, reason: string, payload = 'p') => ({ origin: 'mqtt', source, reason, payload });
const COUNTS = { messages: 3, accepted: 7, replaced: 1, rejected: 2, last_ms: 5_000 };
const PAGE = { limit: 5, offset: 0 };

test('the same fault of a source is one letter, counted, with its last payload, and comes first again', async () => {
  await using ledger = await openIntakeLedger(':memory:');
  await ledger.bury([rejected('a', 'NaN', 'one'), rejected('b', 'NaN'), rejected('a', 'NaN', 'two')], 1_000);
  await ledger.bury([rejected('b', 'text')], 2_000);
  await ledger.bury([rejected('a', 'NaN', 'three')], 500); // the clock went back
  const { letters, total } = await ledger.deadLetters(PAGE);
  expect(total).toBe(3);
  expect(letters).toEqual([
    { ...rejected('a', 'NaN', 'three'), count: 3, first_ms: 1_000, last_ms: 500 },
    { ...rejected('b', 'text'), count: 1, first_ms: 2_000, last_ms: 2_000 },
    { ...rejected('b', 'NaN'), count: 1, first_ms: 1_000, last_ms: 1_000 },
  ]);
});

test('keeps the newest 1,000 letters, cut, however many come', async () => {
  await using ledger = await openIntakeLedger(':memory:');
  const flood = (from: number) =>
    Array.from({ length: 700 }, (_, i) => rejected(`topic ${from + i}`, 'x'.repeat(999), 'y'.repeat(100_000)));
  for (const from of [0, 700, 1_400]) await ledger.bury(flood(from), from);
  const { letters, total } = await ledger.deadLetters({ limit: 2_000, offset: 0 });
  expect(total).toBe(1_000);
  expect([letters[0]?.source, letters.at(-1)?.source]).toEqual(['topic 2099', 'topic 1100']);
  expect([letters[0]?.reason.length, letters[0]?.payload.length]).toEqual([300, 2_000]);
  expect((await ledger.deadLetters({ limit: 1, offset: 999 })).letters[0]?.source).toBe('topic 1100');
});

test('finds letters by a part of their source or payload', async () => {
  await using ledger = await openIntakeLedger(':memory:');
  await ledger.bury([rejected('site/CO2-1', 'NaN'), rejected('b', 'x', '{"id":"co2-1"}'), rejected('c', 'y')], 1);
  const { letters, total } = await ledger.deadLetters({ ...PAGE, query: 'CO2-1' });
  expect([letters.map(({ source }) => source), total]).toEqual([['b', 'site/CO2-1'], 2]);
  expect((await ledger.deadLetters({ ...PAGE, query: '%' })).total).toBe(0);
});

test('hostile text is kept as it came', async () => {
  await using ledger = await openIntakeLedger(':memory:');
  const payload = '\u0000\u202E"); DROP TABLE dead_letter; --\n';
  await ledger.bury([rejected('\u0000', '\u200B', payload)], 1);
  expect((await ledger.deadLetters(PAGE)).letters).toMatchObject([{ source: '\u0000', reason: '\u200B', payload }]);
});

test('processes add up their counts and failures in one file', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'telemetry.db');
  await using one = await openIntakeLedger(path);
  await using other = await openIntakeLedger(path);
  const failure = (message: string, last_ms: number) => new Map([['mqtt', { count: 1, message, last_ms }]]);
  await one.add(new Map([['mqtt', COUNTS]]), failure('first', 1));
  await other.add(new Map([['mqtt', { ...COUNTS, last_ms: 4_000 }]]), failure('second', 2));
  await other.add(new Map([['line_protocol', COUNTS]]), new Map());
  expect(await one.status()).toEqual({
    origins: new Map([
      ['line_protocol', COUNTS],
      ['mqtt', { messages: 6, accepted: 14, replaced: 2, rejected: 4, last_ms: 5_000 }],
    ]),
    failures: new Map([['mqtt', { count: 2, message: 'second', last_ms: 2 }]]),
  });
});

test('an empty ledger tells of nothing', async () => {
  await using ledger = await openIntakeLedger(':memory:');
  await ledger.bury([], 1);
  expect(await ledger.deadLetters(PAGE)).toEqual({ letters: [], total: 0 });
  expect(await ledger.status()).toEqual({ origins: new Map(), failures: new Map() });
});

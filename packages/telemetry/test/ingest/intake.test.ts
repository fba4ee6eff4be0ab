import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { NexusError } from '@nexus/models';
import { logger, silentLogger } from '@nexus/server-kit';
import { expect, test } from 'vitest';
import { DeviceSightings } from '../../src/ingest/device-sightings.ts';
import type { Delivery, Intake } from '../../src/ingest/delivery.ts';
import { IntakeTally } from '../../src/ingest/intake-tally.ts';
import { QueuedIntake } from '../../src/ingest/intake.ts';
import { openTelemetryStore, type Reading, type TelemetryStore } from '../../src/store/index.ts';
import { openIntakeLedger } from '../../src/store/sqlite-intake-ledger.ts';
import { HOUR_MS, NOW_MS, reading } from '../building.ts';
import { delivery } from './delivery.ts';

const temperature = (device: string, timestamp_ms: number, value: number) =>
  reading(device, 'temperature', timestamp_ms, value);
const temperatures = (n: number, device = 'A') =>
  Array.from({ length: n }, (_, i) => temperature(device, NOW_MS - n + i, i % 30));
const ALL = { limit: 200, offset: 0 };

/** An intake over a store of its own, whose batches are watched and can be made to fail or to wait. */
async function openIntake(onIngest: (readings: readonly Reading[]) => void | Promise<void> = () => {}) {
  const inner = await openTelemetryStore(':memory:');
  const ledger = await openIntakeLedger(':memory:');
  const errors: string[] = [];
  const log = logger((level, message) => void (level === 'error' && errors.push(message)));
  const batches: number[] = [];
  const store: TelemetryStore = {
    series: (filter) => inner.series(filter),
    latest: (...args) => inner.latest(...args),
    range: (...args) => inner.range(...args),
    before: (...args) => inner.before(...args),
    feed: (cursor) => inner.feed(cursor),
    feedEnd: () => inner.feedEnd(),
    dropBefore: (before_ms) => inner.dropBefore(before_ms),
    info: () => inner.info(),
    async ingest(readings) {
      batches.push(readings.length);
      await onIngest(readings);
      return inner.ingest(readings);
    },
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
  const nowMs = () => NOW_MS;
  const tally = new IntakeTally(ledger, log);
  const sightings = new DeviceSightings({ store, tally, log: silentLogger, nowMs, registry: async () => undefined });
  const intake = new QueuedIntake({ store, ledger, tally, sightings, nowMs });
  return {
    intake,
    store,
    batches,
    errors,
    async status() {
      await tally.save();
      return ledger.status();
    },
    letters: async () => (await ledger.deadLetters(ALL)).letters,
    async [Symbol.asyncDispose]() {
      await intake[Symbol.asyncDispose]();
      await sightings[Symbol.asyncDispose]();
      await tally[Symbol.asyncDispose]();
      await ledger[Symbol.asyncDispose]();
      await inner[Symbol.asyncDispose]();
    },
  };
}

const outcome = (done: Promise<void>) =>
  done.then(
    () => 'stored',
    (error: unknown) => (NexusError.is(error) ? error.code : String(error)),
  );

test('what arrives in one turn is one transaction, and is stored when put resolves', async () => {
  await using opened = await openIntake();
  await Promise.all(temperatures(500).map((one) => opened.intake.put(delivery([one]))));
  expect(opened.batches).toEqual([500]);
  expect(await opened.store.info()).toMatchObject({ readings: 500 });
});

test('a turn of more than 10,000 readings is several transactions, and one big delivery stays whole', async () => {
  await using opened = await openIntake();
  const all = temperatures(12_000);
  const put = Array.from({ length: 4 }, (_, i) => opened.intake.put(delivery(all.slice(i * 3_000, (i + 1) * 3_000))));
  await Promise.all([...put, opened.intake.put(delivery(temperatures(11_000, 'B')))]);
  expect(opened.batches).toEqual([9_000, 3_000, 11_000]);
  expect(await opened.store.info()).toMatchObject({ readings: 23_000 });
});

test('while a batch is written the next one gathers', async () => {
  const gate = Promise.withResolvers<void>();
  await using opened = await openIntake(() => gate.promise);
  const first = opened.intake.put(delivery([temperature('A', 1, 1)]));
  await until(() => opened.batches.length === 1);
  const later = [2, 3, 4].map((at) => opened.intake.put(delivery([temperature('A', at, 1)])));
  gate.resolve();
  await Promise.all([first, ...later]);
  expect(opened.batches).toEqual([1, 3]);
});

test('is full at 100,000 readings, refuses more, and has room again when half of them are stored', async () => {
  const gate = Promise.withResolvers<void>();
  await using opened = await openIntake(() => gate.promise);
  const { intake } = opened;
  const put: Promise<void>[] = [];
  while (!intake.isFull) put.push(intake.put(delivery(temperatures(5_000))));
  expect(put).toHaveLength(20);
  expect(await outcome(intake.put(delivery(temperatures(1))))).toBe('unavailable');
  const room = intake.whenRoomy().then(() => intake.isFull);
  gate.resolve();
  expect(await room).toBe(false);
  await Promise.all(put);
  await intake.whenRoomy();
  expect(await outcome(intake.put(delivery(temperatures(1))))).toBe('stored');
});

test('payloads that could not be read count by their size', async () => {
  const gate = Promise.withResolvers<void>();
  await using opened = await openIntake(() => gate.promise);
  const rejections = [{ reason: 'no JSON', payload: 'x'.repeat(200_000) }]; // as much as 1,000 readings
  const put: Promise<void>[] = [];
  while (!opened.intake.isFull) put.push(opened.intake.put(delivery(temperatures(1), { rejections })));
  expect(put.length).toBeLessThanOrEqual(100);
  gate.resolve();
  await Promise.all(put);
});

test('a failed batch rejects all its deliveries and counts none; the next one goes through', async () => {
  let isFailing = true;
  const full = new NexusError('unavailable', 'The disk of the telemetry database is full; nothing was changed.');
  await using opened = await openIntake(() => {
    if (isFailing) throw full;
  });
  const put = (at: number) => opened.intake.put(delivery([temperature('A', at, 1)]));
  expect(await Promise.all([put(1), put(2)].map(outcome))).toEqual(['unavailable', 'unavailable']);
  expect(await outcome(put(3))).toBe('unavailable');
  expect(opened.errors).toEqual(['ingest: mqtt fails']); // once, however often
  isFailing = false;
  expect(await outcome(put(4))).toBe('stored');
  const { origins, failures } = await opened.status();
  expect(origins.get('mqtt')).toEqual({ messages: 1, accepted: 1, replaced: 0, rejected: 0, last_ms: NOW_MS });
  expect(failures.get('mqtt')).toEqual({ count: 2, message: full.message, last_ms: NOW_MS });
});

test('a reading of more than an hour ahead is rejected, a late one is not', async () => {
  await using opened = await openIntake();
  const refused: [number, string][] = [];
  const given = [
    temperature('A', NOW_MS + HOUR_MS + 1, 1),
    temperature('A', NOW_MS + HOUR_MS, 2),
    { ...temperature('A', NOW_MS, 3), value: Number.NaN },
    temperature('A', 0, 4),
  ];
  await opened.intake.put(delivery(temperatures(3, 'B')));
  const onRefused = (index: number, reason: string) => void refused.push([index, reason]);
  await opened.intake.put(delivery(given, { source: 'clocks', onRefused }));
  expect(refused).toEqual([
    [0, 'its time is more than an hour ahead of this clock'],
    [2, 'value is no finite number'],
  ]);
  expect(await opened.letters()).toMatchObject([
    {
      source: 'clocks',
      reason: 'value is no finite number',
      payload: expect.stringContaining('"value":"NaN"') as string,
    },
    { source: 'clocks', reason: 'its time is more than an hour ahead of this clock', count: 1, last_ms: NOW_MS },
  ]);
  expect(await opened.store.series({ device_ids: ['A'] })).toMatchObject([{ count: 2, first_ms: 0 }]);
});

test('every refused reading of a batch is told and kept, not only the first 20', async () => {
  await using opened = await openIntake();
  const told: string[] = [];
  const put = Array.from({ length: 50 }, (_, i) => {
    const one = i % 2 === 0 ? { ...temperature('A', i, i), unit: 'kWh' } : temperature('A', i, i);
    const readings = i === 48 ? [one, { ...one, device_id: 'x'.repeat(129) }] : [one];
    return opened.intake.put(delivery(readings, { source: `t/${i}`, onRefused: (at) => told.push(`t/${i} ${at}`) }));
  });
  await Promise.all(put);
  const even = Array.from({ length: 25 }, (_, i) => `t/${i * 2} 0`);
  expect(told).toEqual([...even, 't/48 1']);
  expect((await opened.letters()).map(({ source }) => source).sort()).toEqual(
    [...even.map((text) => text.slice(0, -2)), 't/48'].sort(),
  );
  expect((await opened.status()).origins.get('mqtt')).toMatchObject({ messages: 50, accepted: 25, rejected: 26 });
});

test('what a source could not read is counted and kept, with no reading at all', async () => {
  await using opened = await openIntake();
  const rejections = [{ reason: 'no JSON', payload: '{"a":' }];
  await opened.intake.put(delivery([], { rejections, source: 'zigbee/x' }));
  expect(await opened.letters()).toMatchObject([{ origin: 'mqtt', source: 'zigbee/x', ...rejections[0], count: 1 }]);
  expect(opened.batches).toEqual([]);
  expect((await opened.status()).origins.get('mqtt')).toMatchObject({ messages: 1, accepted: 0, rejected: 1 });
});

test('origins are counted apart', async () => {
  await using opened = await openIntake();
  const put = (origin: Delivery['origin'], at: number) =>
    opened.intake.put(delivery([temperature(origin, at, 1)], { origin }));
  await Promise.all([put('mqtt', 1), put('line_protocol', 1), put('mqtt', 1), put('mqtt', 2)]);
  const { origins } = await opened.status();
  expect(origins.get('mqtt')).toMatchObject({ messages: 3, accepted: 3, replaced: 1 });
  expect(origins.get('line_protocol')).toMatchObject({ messages: 1, accepted: 1, replaced: 0 });
});

test('what was put before the end is stored, and nothing after it', async () => {
  const opened = await openIntake();
  const before = opened.intake.put(delivery(temperatures(10)));
  const closing = opened.intake[Symbol.asyncDispose]();
  expect(await outcome(opened.intake.put(delivery(temperatures(1))))).toBe('unavailable');
  await closing;
  expect(await outcome(before)).toBe('stored');
  await opened[Symbol.asyncDispose]();
});

test('in whatever deliveries readings come, each is stored or told, and none both', async () => {
  const one = fc.record({
    at: fc.nat(5),
    value: fc.constantFrom(1, 2, Number.NaN),
    unit: fc.constantFrom('°C', '°F', 'kg'),
  });
  const messages = fc.array(fc.array(one, { maxLength: 5 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(messages, async (given) => {
      await using opened = await openIntake();
      const told = new Set<string>();
      await Promise.all(
        given.map((readings, m) =>
          (opened.intake as Intake).put(
            delivery(
              readings.map(({ at, value, unit }, i) => ({ ...temperature(`${m}/${i}`, at, value), unit })),
              { onRefused: (i) => told.add(`${m}/${i}`) },
            ),
          ),
        ),
      );
      const stored = new Set((await opened.store.series({})).map(({ device_id }) => device_id));
      for (const [m, readings] of given.entries()) {
        for (const [i, { value, unit }] of readings.entries()) {
          const isGood = Number.isFinite(value) && unit !== 'kg';
          expect([stored.has(`${m}/${i}`), told.has(`${m}/${i}`)]).toEqual([isGood, !isGood]);
        }
      }
    }),
    { numRuns: 50 },
  );
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await delay(1);
}

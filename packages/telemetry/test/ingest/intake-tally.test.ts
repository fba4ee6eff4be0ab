import { NexusError } from '@nexus/models';
import { logger, silentLogger } from '@nexus/server-kit';
import { expect, test } from 'vitest';
import { IntakeTally } from '../../src/ingest/intake-tally.ts';
import { openIntakeLedger } from '../../src/store/sqlite-intake-ledger.ts';

const ONE = { messages: 1, accepted: 2, replaced: 1, rejected: 0, last_ms: 1_000 };

test('what could not be saved is saved with what came after it', async () => {
  await using ledger = await openIntakeLedger(':memory:');
  let isFull = true;
  const tally = new IntakeTally(
    {
      ...ledger,
      add: (...args) => (isFull ? Promise.reject(new NexusError('unavailable', 'Full.')) : ledger.add(...args)),
    },
    silentLogger,
  );
  tally.count('mqtt', ONE);
  tally.fail('mqtt', new NexusError('unavailable', 'The first.'), 1);
  const saving = tally.save();
  tally.count('mqtt', ONE); // while it is being saved
  tally.fail('mqtt', new NexusError('unavailable', 'The second.'), 2);
  await saving;
  isFull = false;
  await tally[Symbol.asyncDispose]();
  const { origins, failures } = await ledger.status();
  expect(origins.get('mqtt')).toEqual({ messages: 2, accepted: 4, replaced: 2, rejected: 0, last_ms: 1_000 });
  expect(failures.get('mqtt')).toEqual({ count: 2, message: 'The second.', last_ms: 2 });
});

test('a part that fails is logged once, until it works again', async () => {
  await using ledger = await openIntakeLedger(':memory:');
  const lines: string[] = [];
  await using tally = new IntakeTally(
    ledger,
    logger((level, message) => void lines.push(`${level} ${message}`)),
  );
  for (let i = 0; i < 3; i += 1) tally.fail('device_registry', new Error('secret detail'), i);
  tally.recover('device_registry');
  tally.recover('device_registry');
  tally.fail('device_registry', new Error('secret detail'), 9);
  expect(lines).toEqual([
    'error ingest: device_registry fails',
    'info ingest: device_registry works again',
    'error ingest: device_registry fails',
  ]);
  await tally.save();
  expect((await ledger.status()).failures.get('device_registry')).toEqual({
    count: 4,
    message: 'an internal error; see the log',
    last_ms: 9,
  });
});

import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Delivery, Intake } from '../../../src/ingest/delivery.ts';
import { CommitGate } from '../../../src/ingest/mqtt/commit-gate.ts';
import { readOwnMessage } from '../../../src/ingest/mqtt/own-topics.ts';
import { aMessage } from './a-message.ts';

/** An intake whose puts end when the test says so. */
class HeldIntake implements Intake {
  readonly puts: PromiseWithResolvers<void>[] = [];
  isFull = false;
  #roomy = Promise.withResolvers<void>();

  put(): Promise<void> {
    const put = Promise.withResolvers<void>();
    this.puts.push(put);
    return put.promise;
  }

  whenRoomy(): Promise<void> {
    return this.#roomy.promise;
  }

  makeRoom(): void {
    this.isFull = false;
    this.#roomy.resolve();
    this.#roomy = Promise.withResolvers();
  }
}

/** A gate before a real stream; message i is acknowledged by its number on it. */
function gated() {
  const intake = new HeldIntake();
  const stream = new PassThrough({ encoding: 'utf8' });
  const failures: unknown[] = [];
  const gate = new CommitGate(intake, stream, (error) => failures.push(error));
  let sent = '';
  stream.on('data', (text: string) => (sent += text));
  const proceeded: string[] = [];
  const deliveries: readonly Delivery[] = [readOwnMessage(aMessage('nexus/v1/N/D/co2', '1'))];
  return {
    intake,
    stream,
    gate,
    failures,
    proceeded,
    sent: () => sent,
    take: (name: string) =>
      gate.take(deliveries, (error) => {
        proceeded.push(error ? `${name} refused` : name);
        if (!error) stream.write(name);
      }),
  };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await nextTurn();
}

test('the acknowledgements of a turn leave together, when all of it is durable', async () => {
  const { intake, take, sent } = gated();
  take('a');
  take('b');
  await settled();
  intake.puts[0]?.resolve();
  await settled();
  expect(sent()).toBe('');
  intake.puts[1]?.resolve();
  await settled();
  expect(sent()).toBe('ab');
});

test('a message of the next turn waits for the one before, and is acknowledged after its own put', async () => {
  const { intake, take, sent, proceeded } = gated();
  take('a');
  await settled();
  take('b');
  expect(intake.puts).toHaveLength(1);
  expect(proceeded).toEqual(['a']);
  intake.puts[0]?.resolve();
  await settled();
  expect(sent()).toBe('a');
  expect(intake.puts).toHaveLength(2);
  intake.puts[1]?.resolve();
  await settled();
  expect(sent()).toBe('ab');
});

test('when a put fails the connection is dropped and nothing of its turn, or after it, is acknowledged', async () => {
  const { intake, stream, take, sent, proceeded, failures } = gated();
  take('a');
  take('b');
  intake.puts[0]?.resolve();
  await settled();
  take('c');
  const full = new Error('disk full');
  intake.puts[1]?.reject(full);
  await settled();
  take('d');
  expect(sent()).toBe('');
  expect(stream.destroyed).toBe(true);
  expect(proceeded).toEqual(['a', 'b', 'c refused', 'd refused']);
  expect(failures).toEqual([full]);
});

test('while the intake is full nothing is put, and what waited goes first afterwards', async () => {
  const { intake, take, sent, proceeded } = gated();
  intake.isFull = true;
  take('a');
  await settled();
  expect(intake.puts).toHaveLength(0);
  expect(proceeded).toEqual([]);
  intake.makeRoom();
  await settled();
  intake.puts[0]?.resolve();
  await settled();
  expect(sent()).toBe('a');
});

test('closing waits for what is under way, acknowledges it, and takes no more', async () => {
  const { intake, gate, take, sent, proceeded } = gated();
  take('a');
  const closed = gate.close();
  await settled();
  take('b');
  expect(proceeded).toEqual(['a']);
  intake.puts[0]?.resolve();
  await closed;
  await settled();
  expect(sent()).toBe('a');
  expect(proceeded).toEqual(['a', 'b refused']);
});

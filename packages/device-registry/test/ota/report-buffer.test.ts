import { expect, test } from 'vitest';
import { ReportBuffer } from '../../src/ota/report-buffer.ts';

const received = (execution_id: string, sequence: number, device_id = 'DEV-1') => ({
  device_id,
  report: { execution_id, sequence, status: 'installing' as const },
  is_old: false,
});

test('keeps the last report of each execution of a device, in the order of their arrival', async () => {
  const buffer = new ReportBuffer();
  for (const one of [
    received('A', 0),
    received('B', 4),
    received('A', 2),
    received('A', 1),
    received('A', 7, 'DEV-2'),
  ]) {
    expect(buffer.add(one)).toBe(true);
  }
  await buffer.arrival;
  expect(buffer.take(2)).toEqual([received('A', 2), received('B', 4)]);
  expect(buffer.take(9)).toEqual([received('A', 7, 'DEV-2')]);
  expect(buffer.take(9)).toEqual([]);
});

test('what is put back yields to what came since', () => {
  const buffer = new ReportBuffer();
  buffer.add(received('A', 1));
  const taken = buffer.take(9);
  buffer.add(received('A', 2));
  buffer.putBack(taken);
  expect(buffer.take(9)).toEqual([received('A', 2)]);
});

test('takes no more executions than a fleet has, and goes on with those that it has', () => {
  const buffer = new ReportBuffer();
  for (let i = 0; i < 20_000; i += 1) buffer.add(received(`A${i}`, 0));
  expect(buffer.add(received('B', 0))).toBe(false);
  expect(buffer.add(received('A7', 1))).toBe(true);
  expect(buffer.take(99_999)).toHaveLength(20_000);
});

test('somebody who waits is woken by the first report', async () => {
  const buffer = new ReportBuffer();
  const woken = buffer.arrival.then(() => 'woken');
  buffer.add(received('A', 0));
  expect(await woken).toBe('woken');
});

import { expect, test } from 'vitest';
import { DeviceReport } from '../../../src/domain/firmware/report.ts';

const REPORT = { execution_id: 'JOB-1', sequence: 0, status: 'accepted' };

test('what a device adds is passed over, its texts come out clean and its progress whole', () => {
  expect(
    DeviceReport.parse({
      ...REPORT,
      progress_pct: 12.6,
      error: 'no\u0000 space\u202e',
      firmware_version: ' 2.4.1\n',
      rssi: -70,
    }),
  ).toEqual({ ...REPORT, progress_pct: 13, error: 'no space', firmware_version: '2.4.1' });
});

test('an error is cut at 300 characters', () => {
  expect(DeviceReport.parse({ ...REPORT, error: 'x'.repeat(5_000) }).error).toHaveLength(300);
});

test.each([
  { sequence: -1 },
  { sequence: 0.5 },
  { sequence: '1' },
  { status: 'done' },
  { execution_id: '' },
  { execution_id: 'x'.repeat(65) },
  { progress_pct: 101 },
  { progress_pct: -1 },
  { firmware_version: 'x'.repeat(65) },
])('refuses %o', (over) => expect(DeviceReport.safeParse({ ...REPORT, ...over }).success).toBe(false));

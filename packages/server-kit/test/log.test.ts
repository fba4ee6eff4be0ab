import { expect, test } from 'vitest';
import { jsonLines, logger } from '../src/log.ts';

function lines(options: { secrets?: string[] } = {}) {
  const written: string[] = [];
  const sink = jsonLines((line) => written.push(line), { name: 'test', minimum: 'info', now: () => 0, ...options });
  return { log: logger(sink), records: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('a record is one line of JSON, at or above the least level', () => {
  const { log, records } = lines();
  log.debug('unheard');
  log.info('two\nlines', { count: 1 });
  expect(records()).toEqual([
    { time: '1970-01-01T00:00:00.000Z', level: 'info', logger: 'test', message: 'two\nlines', count: 1 },
  ]);
});

test('secrets are taken out by their name and by their value, errors included', () => {
  const { log, records } = lines({ secrets: ['s3cr3t-value'] });
  log.error('failed with s3cr3t-value', {
    apiKey: 'x',
    nested: { authorization: 'Bearer y' },
    error: new Error('cannot use s3cr3t-value', { cause: new Error('s3cr3t-value') }),
  });
  const [record] = records();
  expect(record).toMatchObject({
    message: 'failed with [redacted]',
    apiKey: '[redacted]',
    nested: { authorization: '[redacted]' },
    error: { message: 'cannot use [redacted]' },
  });
  expect(JSON.stringify(record)).not.toContain('s3cr3t');
});

test('no field passes for the time or level of a record', () => {
  const { log, records } = lines();
  log.info('true', { level: 'debug', message: 'false', time: 'never' });
  expect(records()[0]).toMatchObject({ level: 'info', message: 'true', time: '1970-01-01T00:00:00.000Z' });
});

test('a record stays small, however large or deep its fields are', () => {
  const { log, records } = lines();
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  log.warning('big', { text: 'x'.repeat(10_000), cycle, big: 10n });
  expect(JSON.stringify(records()[0]).length).toBeLessThan(5_000);
});

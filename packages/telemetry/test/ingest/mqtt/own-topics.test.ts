import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '@nexus/server-kit';
import { codePoint } from '../../../../../tools/code-points.ts';
import { MessageRouter } from '../../../src/ingest/mqtt/message-router.ts';
import { readOwnMessage } from '../../../src/ingest/mqtt/own-topics.ts';
import { ARRIVAL_MS, aMessage } from './a-message.ts';

const TOPIC = 'nexus/v1/NORTH/CO2-1/co2';

function readings(topic: string, payload: unknown, more = {}) {
  return readOwnMessage(aMessage(topic, payload, more)).readings;
}

test.each(['nexus/v1/DEV-1/ota/job', 'nexus/v1/DEV-1/ota/status'])('%s is about firmware: no reading', (topic) => {
  const router = new MessageRouter([], undefined, silentLogger);
  expect(router.read(aMessage(topic, '{"execution_id":"JOB-1","sequence":0,"status":"accepted"}'))).toEqual([]);
  expect(router.read(aMessage(TOPIC, '612.5'))).toHaveLength(1);
});

describe('a topic of one metric', () => {
  test('takes a plain number at its arrival', () => {
    expect(readOwnMessage(aMessage(TOPIC, ' 612.5 '))).toEqual({
      origin: 'mqtt',
      source: TOPIC,
      readings: [
        { device_id: 'CO2-1', metric: 'co2', value: 612.5, unit: '', quality: 'good', timestamp_ms: ARRIVAL_MS },
      ],
      rejections: [],
      devices: [{ device_id: 'CO2-1', building: 'NORTH' }],
      isRetained: false,
    });
  });

  test.each([
    ['RFC 3339', '2026-06-01T13:59:00+02:00'],
    ['Unix seconds', 1_780_315_140],
    ['Unix seconds with a fraction', 1_780_315_140.0],
    ['Unix milliseconds', 1_780_315_140_000],
    ['Unix seconds as a text', '1780315140'],
  ])('takes an object with a timestamp as %s', (_, timestamp) => {
    const payload = { value: 0.061, unit: '%', timestamp, quality: 'uncertain', firmware: 'ignored' };
    expect(readings(TOPIC, payload)).toEqual([
      {
        device_id: 'CO2-1',
        metric: 'co2',
        value: 0.061,
        unit: '%',
        quality: 'uncertain',
        timestamp_ms: Date.parse('2026-06-01T11:59:00Z'),
      },
    ]);
  });

  test('takes a missing value', () => {
    expect(readings(TOPIC, { value: null })).toMatchObject([{ value: null, quality: 'missing' }]);
    expect(readings(TOPIC, 'null')).toMatchObject([{ value: null, quality: 'missing' }]);
  });

  test('is uncertain of a retained value that does not say since when', () => {
    const retained = { isRetained: true };
    expect(readings(TOPIC, 612, retained)).toMatchObject([{ quality: 'uncertain', timestamp_ms: ARRIVAL_MS }]);
    expect(readings(TOPIC, { value: 612, timestamp: 1_780_315_140 }, retained)).toMatchObject([{ quality: 'good' }]);
  });
});

describe('a topic of one device', () => {
  const topic = 'nexus/v1/NORTH/AIR-1';

  test('takes a list of readings, each with the time of the message or its own', () => {
    const timestamp = '2026-06-01T11:00:00Z';
    const own = '2026-06-01T11:30:00.5Z';
    const list = [
      { metric: 'temperature', value: 70, unit: '°F' },
      { metric: 'humidity', value: 40, timestamp: own, quality: 'bad' },
    ];
    expect(readings(topic, { timestamp, readings: list })).toEqual([
      {
        device_id: 'AIR-1',
        metric: 'temperature',
        value: 70,
        unit: '°F',
        quality: 'good',
        timestamp_ms: Date.parse(timestamp),
      },
      { device_id: 'AIR-1', metric: 'humidity', value: 40, unit: '', quality: 'bad', timestamp_ms: Date.parse(own) },
    ]);
  });

  test('takes values by metric', () => {
    const payload = { timestamp: 1_780_315_140, temperature: 21, co2: { value: 600, unit: 'ppm' }, door: null };
    expect(readings(topic, payload)).toMatchObject([
      { metric: 'temperature', value: 21, unit: '' },
      { metric: 'co2', value: 600, unit: 'ppm' },
      { metric: 'door', value: null, quality: 'missing' },
    ]);
  });

  test('rejects what is wrong in it and takes the rest', () => {
    const list = [{ metric: 'temperature', value: 'warm' }, 7, { value: 1 }, { metric: 'humidity', value: 40 }];
    const { readings, rejections } = readOwnMessage(aMessage(topic, { readings: list }));
    expect(readings).toMatchObject([{ metric: 'humidity', value: 40 }]);
    expect(rejections).toEqual([
      {
        reason: 'value is no finite number',
        payload: '{"metric":"temperature","value":"warm"}',
      },
      { reason: 'a reading is no object', payload: expect.any(String) as string },
      { reason: 'metric is no text or empty', payload: '{"value":1}' },
    ]);
  });
});

test.each([
  ['a payload of 1 MB', TOPIC, 'x'.repeat(1_000_000), 'the payload is longer than 262144 bytes'],
  ['bytes that are no UTF-8', TOPIC, Uint8Array.from([0xff, 0x31]), 'the payload is not valid UTF-8'],
  ['an empty payload', TOPIC, '', 'the payload is not valid JSON'],
  ['words', TOPIC, 'warm', 'the payload is not valid JSON'],
  ['NaN', TOPIC, 'NaN', 'the payload is not valid JSON'],
  ['an infinity', TOPIC, '1e400', 'value is no finite number'],
  ['a truth value', TOPIC, 'true', 'value is no finite number'],
  ['a list', TOPIC, '[1,2]', 'the payload is no JSON object'],
  ['brackets without end', TOPIC, '['.repeat(100_000), 'the payload is not valid JSON'],
  ['JSON that is only deep', TOPIC, '['.repeat(50_000) + ']'.repeat(50_000), 'the payload is no JSON object'],
  ['a time without an offset', TOPIC, { value: 1, timestamp: '2026-06-01T12:00:00' }, 'timestamp is neither'],
  ['a day that does not exist', TOPIC, { value: 1, timestamp: '2026-02-30T12:00:00Z' }, 'timestamp is neither'],
  ['a time before 1970', TOPIC, { value: 1, timestamp: -5 }, 'timestamp is neither'],
  ['a quality of its own', TOPIC, { value: 1, quality: 'superb' }, 'quality is none of'],
  ['a unit that is no text', TOPIC, { value: 1, unit: 7 }, 'unit is no text'],
  ['a long name', `nexus/v1/N/${'x'.repeat(300)}/co2`, 1, 'device_id is longer than 128 characters'],
  ['a long metric', `nexus/v1/N/D/${'x'.repeat(300)}`, 1, 'metric is longer than 128 characters'],
  ['a metric without a name', 'nexus/v1/N/D/', 1, 'metric is no text or empty'],
  ['a topic without a device', 'nexus/v1/N', 1, 'the topic names no building or no device'],
  ['a topic without a building', 'nexus/v1//D/co2', 1, 'the topic names no building or no device'],
  ['a topic with too many levels', 'nexus/v1/N/D/co2/raw', 1, 'the topic has more levels'],
])('rejects %s and says why', (_, topic, payload, reason) => {
  const { readings, rejections } = readOwnMessage(aMessage(topic, payload));
  expect(readings).toEqual([]);
  expect(rejections).toEqual([
    { reason: expect.stringContaining(reason) as string, payload: expect.any(String) as string },
  ]);
  expect(rejections[0]?.payload.length).toBeLessThanOrEqual(500);
});

test('every finite number comes through as it was sent', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 0, max: 99_999_999_999 }),
      (value, s) => {
        const [reading] = readings(TOPIC, { value, timestamp: s });
        expect(reading?.value).toBe(value === 0 ? JSON.parse(JSON.stringify(value)) : value);
        expect(reading?.timestamp_ms).toBe(s * 1000);
      },
    ),
  );
});

test('whatever arrives is read or rejected, and never throws', () => {
  const topics = fc.oneof(
    fc.constantFrom(TOPIC, 'nexus/v1/N/D'),
    fc.string({ unit: codePoint }).map((tail) => `nexus/v1/${tail}`),
  );
  const payloads = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(topics, payloads, fc.boolean(), (topic, payload, isRetained) => {
      const { readings, rejections } = readOwnMessage({ topic, payload, arrival_ms: ARRIVAL_MS, isRetained });
      for (const { value, quality } of readings) expect(value === null).toBe(quality === 'missing');
      // Only an object can be read and say nothing.
      const saysNothing = readings.length + rejections.length === 0;
      expect(!saysNothing || new TextDecoder().decode(payload).trim().startsWith('{')).toBe(true);
    }),
  );
});

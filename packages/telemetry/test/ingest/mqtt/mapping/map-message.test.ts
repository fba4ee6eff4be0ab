import { NexusError } from '@nexus/models';
import { describe, expect, test } from 'vitest';
import { mapMessage } from '../../../../src/ingest/mqtt/mapping/map-message.ts';
import { parseMapping } from '../../../../src/ingest/mqtt/mapping/read-mapping.ts';
import { ARRIVAL_MS, aMessage } from '../a-message.ts';

function map(yaml: string, topic: string, payload: unknown) {
  const [rule] = parseMapping(yaml, 'mapping.yaml');
  if (!rule) throw new Error('no rule');
  return mapMessage(rule, aMessage(topic, payload));
}

const SITE = `
mappings:
  - topic: site/{building}/{floor}/{device_id}/+
    device_id: "{building}-{device_id}"
    timestamp: { path: meta.at, format: unix_ms }
    fields:
      - { path: "values[0].raw", metric: temperature, unit: °F, scale: 0.1, offset: -40 }
      - { path: "values[0]['rel hum']", metric: humidity }
      - { path: open, metric: door, quality: { path: q } }
`;

test('fields are found by path, scaled, and named by the topic', () => {
  const payload = {
    meta: { at: 1_780_315_140_000 },
    values: [{ raw: 1107, 'rel hum': '41.5' }],
    open: true,
    q: 'uncertain',
  };
  const shared = { device_id: 'north-D7', timestamp_ms: 1_780_315_140_000 };
  expect(map(SITE, 'site/north/3/D7/state', payload)).toMatchObject({
    readings: [
      { ...shared, metric: 'temperature', value: 70.7, unit: '°F', quality: 'good' }, // 1107 × 0.1 − 40
      { ...shared, metric: 'humidity', value: 41.5, unit: '', quality: 'good' },
      { ...shared, metric: 'door', value: 1, unit: '', quality: 'uncertain' },
    ],
    rejections: [],
    devices: [{ device_id: 'north-D7', building: 'north' }],
  });
});

test('a list gives the readings of each of its items', () => {
  const yaml = `
mappings:
  - topic: gateway/{building}
    each: sensors
    device_id: { path: id }
    fields:
      - { path: v, metric: { path: kind }, unit: { path: u } }
`;
  const sensors = [
    { id: 'A', v: 1, kind: 'temp', u: 'K' },
    { id: 7, v: 2, kind: 'co2' },
    { v: 3, kind: 'co2' },
  ];
  expect(map(yaml, 'gateway/north', { sensors })).toMatchObject({
    readings: [
      { device_id: 'A', metric: 'temp', unit: 'K', timestamp_ms: ARRIVAL_MS },
      { device_id: '7', metric: 'co2', unit: '' },
    ],
    rejections: [{ reason: 'the device has no id where device_id says' }],
  });
  expect(map(yaml, 'gateway/north', { sensors: 5 })).toMatchObject({
    rejections: [{ reason: 'what `each` names is no list' }],
  });
});

test('a plain number can be mapped, and its metric come from the topic', () => {
  const yaml = `
mappings:
  - topic: plc/{device_id}/{point}
    fields: [{ path: $, metric: "{point}", required: true }]
`;
  expect(map(yaml, 'plc/P1/pressure', '101325')).toMatchObject({
    readings: [{ device_id: 'P1', metric: 'pressure', value: 101_325 }],
  });
  expect(map(yaml, 'plc/P1', '1')).toBeUndefined();
  expect(map(yaml, '$SYS/P1/load', '1')).toBeUndefined();
});

test('what is absent is left out, what is required or wrong is rejected', () => {
  const payload = { meta: { at: 1_780_315_140_000 }, open: 'half' };
  expect(map(SITE, 'site/n/1/D/x', payload)).toMatchObject({
    readings: [],
    rejections: [{ reason: 'open is no number', payload: '"half"' }],
  });
  expect(map(SITE, 'site/n/1/D/x', { open: 1 })).toMatchObject({
    rejections: [{ reason: 'there is no timestamp where timestamp.path says' }],
  });
  const required = SITE.replace('metric: humidity }', 'metric: humidity, required: true }');
  expect(map(required, 'site/n/1/D/x', { meta: { at: 1 } })).toMatchObject({
    rejections: [{ reason: 'values.0.rel hum is absent' }],
  });
});

describe('a mapping file', () => {
  test('may be JSON', () => {
    const rules = parseMapping(
      '{"mappings":[{"topic":"a/{device_id}","fields":[{"path":"t","metric":"temp"}]}]}',
      'm.json',
    );
    expect(rules).toMatchObject([{ topic: { filter: 'a/+' }, fields: [{ scale: 1, offset: 0 }] }]);
  });

  test('with faults names all of them with their places', () => {
    const yaml = `
mappings:
  - topic: site/{building}/#/x
    fields: []
  - topic: a/{device_id}
    colour: red
    device_id: "{gateway}"
    fields:
      - { path: "a[", metric: temp, scale: ten }
`;
    const fault = failure(yaml);
    expect(fault).toContain('mappings.0.topic: the level "#" is neither');
    expect(fault).toContain('mappings.0.fields: ');
    expect(fault).toContain('mappings.1: Unrecognized key: "colour"');
    expect(fault).toContain('mappings.1.fields.0.path: is no path');
    expect(fault).toContain('mappings.1.fields.0.scale: ');
    expect(failure('mappings: [{topic: "a/{x}", device_id: "{y}", fields: [{path: t, metric: "{z}"}]}]')).toBe(
      'm.yaml has 2 fault(s):\n' +
        '  mappings.0.device_id: the topic has no level named {y}\n' +
        '  mappings.0.fields.0.metric: the topic has no level named {z}',
    );
    expect(failure('mappings: [}')).toContain('m.yaml has');
  });
});

function failure(text: string): string {
  try {
    parseMapping(text, 'm.yaml');
  } catch (error) {
    if (NexusError.is(error)) return error.message;
    throw error;
  }
  return 'none';
}

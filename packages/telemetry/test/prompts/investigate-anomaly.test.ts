import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { NOW_MS, openBuilding, reading, time } from '../building.ts';

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

test('names the calls for the device, metric and time asked for', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  const { messages } = await host.client.getPrompt({
    name: 'investigate_anomaly',
    arguments: { device_id: 'HVAC-1', metric: 'vibration', start: 'today' },
  });
  expect(messages).toHaveLength(1);
  expect(JSON.stringify(messages)).toContain(inJson('{"device_id":"HVAC-1","metric":"vibration","start":"today"}'));
});

test('without a metric looks at all of them over the last day', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  const { messages } = await host.client.getPrompt({
    name: 'investigate_anomaly',
    arguments: { device_id: 'HVAC-1' },
  });
  expect(JSON.stringify(messages)).toContain(inJson('{"device_id":"HVAC-1","start":"-24h"}'));
});

test('completes devices that report, and times', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('HVAC-1', 'temperature', NOW_MS, 20)]);
  await using host = await connect(server, building, { time });
  const complete = async (name: string, value: string) => {
    const ref = { type: 'ref/prompt', name: 'investigate_anomaly' } as const;
    return (await host.client.complete({ ref, argument: { name, value } })).completion.values;
  };
  expect(await complete('device_id', 'hvac')).toEqual(['HVAC-1']);
  expect(await complete('start', 'to')).toEqual(['today']);
});

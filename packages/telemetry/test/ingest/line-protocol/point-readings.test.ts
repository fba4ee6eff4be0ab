import { expect, test } from 'vitest';
import { parsePoints } from '../../../src/ingest/line-protocol/parse-points.ts';
import { readingsOf } from '../../../src/ingest/line-protocol/point-readings.ts';
import { timestampsOf } from '../../../src/ingest/line-protocol/timestamp.ts';

const ARRIVED_MS = 1_000_000;

function readings(line: string) {
  const [point] = parsePoints(line, timestampsOf('ms')!);
  if (point === undefined || 'fault' in point) throw new Error('the line is bad');
  return readingsOf(point, ARRIVED_MS);
}

test('a field is a reading of the device, and one named value is of the measurement and in the unit', () => {
  expect(readings('co2,device_id=CO2-1,unit=ppm value=612,battery=3.1 5')?.readings).toEqual([
    { device_id: 'CO2-1', metric: 'co2', timestamp_ms: 5, value: 612, unit: 'ppm', quality: 'good' },
    { device_id: 'CO2-1', metric: 'battery', timestamp_ms: 5, value: 3.1, unit: '', quality: 'good' },
  ]);
});

test('the unit is that of the only field, whatever its name', () => {
  expect(readings('m,device_id=A,unit=°F temp=70 5')?.readings).toMatchObject([{ metric: 'temp', unit: '°F' }]);
});

test('without a timestamp it is of its arrival, without a unit of that of the metric', () => {
  expect(readings('m,device=A open=t,shut=f')?.readings).toEqual([
    { device_id: 'A', metric: 'open', timestamp_ms: ARRIVED_MS, value: 1, unit: '', quality: 'good' },
    { device_id: 'A', metric: 'shut', timestamp_ms: ARRIVED_MS, value: 0, unit: '', quality: 'good' },
  ]);
});

test.each([
  ['m,host=pi,entity_id=e,sensor=s,device=d,device_id=i v=1', 'i'],
  ['m,host=pi,entity_id=e,sensor=s,device=d v=1', 'd'],
  ['m,host=pi,entity_id=e,sensor=s v=1', 's'],
  ['m,host=pi,entity_id=e v=1', 'e'],
  ['m,host=pi v=1', 'pi'],
  ['m,room=3B v=1', undefined],
])('the device of %s is %s', (line, device_id) => {
  expect(readings(line)?.device.device_id).toBe(device_id);
});

test('text is left out and told, and the building goes with the device', () => {
  expect(readings('state,device_id=LOCK-1,building=NORTH value="locked",battery_pct=80')).toMatchObject({
    readings: [{ metric: 'battery_pct', value: 80 }],
    rejections: [{ reason: 'state is text', payload: 'LOCK-1: locked' }],
    device: { device_id: 'LOCK-1', building: 'NORTH' },
  });
});

import { expect, test } from 'vitest';
import { deviceOf, jobTopic } from '../../src/ota/topics.ts';

test('the device is part of the topic', () => {
  expect(jobTopic('DEV-1')).toBe('nexus/v1/DEV-1/ota/job');
  expect(deviceOf('nexus/v1/DEV-1/ota/job', 'job')).toBe('DEV-1');
  expect(deviceOf('nexus/v1/DEV-1/ota/status', 'status')).toBe('DEV-1');
});

test.each(['', 'nexus/v1/DEV-1/ota/job/more', 'nexus/v1//ota/job', 'nexus/v2/DEV-1/ota/job', 'nexus/v1/DEV-1/job'])(
  '"%s" names none',
  (topic) => expect(deviceOf(topic, 'job')).toBeUndefined(),
);

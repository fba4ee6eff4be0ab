import { describe, expect, test } from 'vitest';
import { FAMILIES, LAST_FAMILIES } from '../../src/builtin/families/index.ts';
import { HELP_EXAMPLES } from '../../src/builtin/families/talk.ts';
import { MAX_CALLS } from '../../src/builtin/family.ts';
import { understand } from '../../src/builtin/understand.ts';
import { firstCalls, time, TOOL_NAMES } from './asking.ts';
import { ALERT_ORDERS } from './expected/alert-orders.ts';
import { ALERT_VIEWS } from './expected/alert-views.ts';
import { ALERTS } from './expected/alerts.ts';
import { ENERGY } from './expected/energy.ts';
import type { Expected } from './expected/expected.ts';
import { FIRMWARE } from './expected/firmware.ts';
import { READINGS } from './expected/readings.ts';
import { REGISTRY } from './expected/registry.ts';
import { SENSORS } from './expected/sensors.ts';
import { TOOLS } from './expected/tools.ts';

const EXPECTED: Expected = {
  ...READINGS,
  ...REGISTRY,
  ...ENERGY,
  ...ALERTS,
  ...ALERT_ORDERS,
  ...ALERT_VIEWS,
  ...FIRMWARE,
  ...SENSORS,
  ...TOOLS,
};
const ALL = [...FAMILIES, ...LAST_FAMILIES];

test('there are at least 80 families, each with a name of its own and three examples or more', () => {
  expect(ALL.length).toBeGreaterThanOrEqual(80);
  expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
  expect(ALL.filter(({ examples }) => examples.length < 3)).toEqual([]);
});

describe.each(ALL.map((family) => [family.name, family] as const))('%s', (name, { examples }) => {
  test.each(examples)('understands "%s" and makes the calls expected', async (example) => {
    expect(understand([example], time).family).toBe(name);
    const expected = EXPECTED[name]?.find(([sentence]) => sentence === example)?.slice(1) ?? [];
    expect(await firstCalls(example)).toEqual(expected);
  });

  test('expects calls only of sentences that are examples', () => {
    expect(EXPECTED[name]?.map(([sentence]) => sentence) ?? []).toEqual(EXPECTED[name] ? examples : []);
  });
});

test('every family that expects calls exists', () => {
  expect(Object.keys(EXPECTED).filter((name) => !ALL.some((family) => family.name === name))).toEqual([]);
});

test('no example calls a tool that is not offered, or more than three', async () => {
  for (const example of ALL.flatMap(({ examples }) => examples)) {
    const calls = await firstCalls(example);
    expect(calls.length).toBeLessThanOrEqual(MAX_CALLS);
    expect(TOOL_NAMES).toEqual(expect.arrayContaining(calls.map(({ tool }) => tool)));
  }
});

test.each(HELP_EXAMPLES)('the help offers "%s", which is understood and looked up', async (example) => {
  expect(await firstCalls(example)).not.toEqual([]);
});

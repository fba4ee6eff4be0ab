import { expect, test } from 'vitest';
import { type Answer, answered, converse } from './asking.ts';

const ROOM = { zone_id: 'Z-N-3-CR3B', name: 'Conference Room 3B', building: 'NORTH', floor: 3 };
const READING = {
  device_id: 'DEV-CO2-1',
  metric: 'co2_ppm',
  value: 642,
  unit: 'ppm',
  quality: 'good',
  age_seconds: 40,
};
const FOUND = { zone: ROOM, readings: [READING], total: 1 };

function unknown(kind: 'zone' | 'device', name: string, ...nearest: readonly string[]): string {
  const candidates = nearest.length === 0 ? '' : `\nNearest: ${nearest.join(', ')}. See list_${kind}s.`;
  return `Error: There is no ${kind} "${name}".${candidates}`;
}

const CR3B = 'Conference Room 3B (Z-N-3-CR3B, NORTH)';

test.each([
  ['3b co2?', '3b'],
  ['co2 in room 3b', 'room 3b'],
  ['co2 in conf room 3b', 'conf room 3b'],
])('"%s" is answered for the only room that can be meant', async (question, name) => {
  expect(await answered(question, [unknown('zone', name, CR3B), FOUND])).toBe(
    'CO₂ in Conference Room 3B (NORTH, floor 3): 642 ppm, good, 40 s old (DEV-CO2-1).',
  );
});

test('the call that is made again keeps its other arguments', async () => {
  const { calls } = await converse('energy of 3b last week', (_call, index) =>
    index === 0 ? unknown('zone', '3b', CR3B) : 'Error: not prepared',
  );
  expect(calls).toEqual([
    { tool: 'get_energy_report', arguments: { zone_ids: ['3b'], start: 'last_week', group_by: 'zone' } },
    { tool: 'get_energy_report', arguments: { zone_ids: ['Z-N-3-CR3B'], start: 'last_week', group_by: 'zone' } },
  ]);
});

test('figures over a time follow the room that was found, in three calls', async () => {
  const { calls } = await converse('max co2 3b today', (_call, index): Answer => {
    return [unknown('zone', '3b', CR3B), FOUND][index] ?? 'Error: not prepared';
  });
  expect(calls.map(({ tool }) => tool)).toEqual(['get_zone_snapshot', 'get_zone_snapshot', 'get_statistics']);
  expect(calls[2]?.arguments).toMatchObject({ device_id: 'DEV-CO2-1' });
});

test('two rooms of one call are found one after the other', async () => {
  const cr3a = 'Conference Room 3A (Z-N-3-CR3A, NORTH)';
  const { calls } = await converse('show energy for 3a and 3b last week', (_call, index) => {
    return [unknown('zone', '3a', cr3a), unknown('zone', '3b', CR3B)][index] ?? 'Error: not prepared';
  });
  expect(calls.map((call) => call.arguments['zone_ids'])).toEqual([
    ['3a', '3b'],
    ['Z-N-3-CR3A', '3b'],
    ['Z-N-3-CR3A', 'Z-N-3-CR3B'],
  ]);
});

test('two rooms said by their codes are compared in three calls: the second is of the kind of the first', async () => {
  const room = (name: string, value: number): Answer => {
    const zone = { zone_id: name, name, building: 'NORTH', floor: 3 };
    return { zone, readings: [{ ...READING, metric: 'temperature', unit: '°C', value }], total: 1 };
  };
  const answers = [
    unknown('zone', '3a', 'Conference Room 3A (Z-N-3-CR3A, NORTH)'),
    room('Conference Room 3A', 21),
    room('Conference Room 3B', 20),
  ];
  const { calls, text } = await converse('is 3a warmer than 3b?', (_call, index) => answers[index] ?? 'Error: none');
  expect(calls.map((call) => call.arguments['zone_id'])).toEqual(['3a', 'Z-N-3-CR3A', 'Conference Room 3b']);
  expect(text).toContain('Conference Room 3A');
  expect(text).toContain('Conference Room 3B');
});

test('of several candidates none is taken: one line says so, and rooms come first', async () => {
  const rooms = ['Conference Room 3B (Z-1, NORTH)', 'Office 3B (Z-2, SOUTH)'];
  const text = await answered('3b co2?', [
    unknown('zone', '3b', ...rooms),
    unknown('device', '3b', 'Lock 3B (DEV-1)', 'Sensor 3B (DEV-2)'),
  ]);
  expect(text).toBe(`There is no zone and no device "3b".\nNearest: ${rooms.join(', ')}.`);
});

test.each([
  ['temperature in conference room 9Z', 'conference room 9Z', 'Conference Room 1A (Z-1, NORTH)'],
  ['temperature in the confrence room 3B', 'confrence room 3B', CR3B],
])('"%s" takes no candidate: a typo or another code is no choice', async (question, name, candidate) => {
  expect(await answered(question, [unknown('zone', name, candidate)])).toBe(
    `There is no zone "${name}".\nNearest: ${candidate}.`,
  );
});

test('an empty registry tells how to fill it', async () => {
  const empty = 'Error: There is no zone "conference room 3B".\nThe registry is empty: import an inventory first.';
  expect(await answered('co2 in conference room 3B', [empty])).toMatch(/registry is empty.*\n"nexus demo" sets up/s);
});

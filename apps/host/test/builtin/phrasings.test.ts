import type { ChatMessage } from '@nexus/llm';
import { describe, expect, test } from 'vitest';
import { understand } from '../../src/builtin/understand.ts';
import { answered, type Call, firstCalls, time } from './asking.ts';

function earlier(...questions: readonly string[]): ChatMessage[] {
  return questions.flatMap((content): ChatMessage[] => [
    { role: 'user', content },
    { role: 'assistant', content: 'Answered.' },
  ]);
}

const snapshot = (zone_id: string, metric: string): Call => ({
  tool: 'get_zone_snapshot',
  arguments: { zone_id, metrics: [metric] },
});

describe('a question may be said in many ways', () => {
  test.each([
    ['CO₂ conference room 3B', snapshot('conference room 3B', 'co2_ppm')],
    ['what is the CARBON DIOXIDE level in Conference Room 3B right now', snapshot('Conference Room 3B', 'co2_ppm')],
    ['tell me the co2 concentration inside conference room 3B', snapshot('conference room 3B', 'co2_ppm')],
    ['Could you please check the relative humidity at the Cafeteria?', snapshot('Cafeteria', 'humidity')],
    ['is it cold in Open Office North 3', snapshot('Open Office North 3', 'temperature')],
    ['server room temperature', snapshot('server room', 'temperature')],
    ['pm2.5 in zone b', snapshot('zone b', 'pm25_ugm3')],
    ['light level in the Print Room', snapshot('Print Room', 'illuminance_lux')],
    ['wie? water_flow_lpm in Plant Room', snapshot('Plant Room', 'water_flow_lpm')],
    ['humidity in Z-N-3-CR3B', snapshot('Z-N-3-CR3B', 'humidity')],
    ['humdity in conferance room 3B', snapshot('conferance room 3B', 'humidity')],
  ])('%s', async (question, call) => {
    expect(await firstCalls(question)).toEqual([call]);
  });

  test.each([
    ['energy report floors 2-5 last week', { floors: [2, 3, 4, 5], start: 'last_week', group_by: 'floor' }],
    [
      'energy report for the second to fifth floor last week',
      { floors: [2, 3, 4, 5], start: 'last_week', group_by: 'floor' },
    ],
    ['energy report for floors two and three, last week', { floors: [2, 3], start: 'last_week', group_by: 'floor' }],
    ['energy report for floor 2, 3 and 5 last week', { floors: [2, 3, 5], start: 'last_week', group_by: 'floor' }],
    ['energy report between floors 2 and 4 last week', { floors: [2, 3, 4], start: 'last_week', group_by: 'floor' }],
  ])('%s', async (question, given) => {
    expect(await firstCalls(question)).toEqual([{ tool: 'get_energy_report', arguments: given }]);
  });
});

describe('a follow-up builds on the question before it', () => {
  const before = earlier('What is the current CO2 level in conference room 3B?');

  test('another room, by its code alone', async () => {
    expect(await firstCalls('and in 3A?', before)).toEqual([snapshot('conference room 3A', 'co2_ppm')]);
  });

  test('another metric', async () => {
    expect(await firstCalls('and humidity?', before)).toEqual([snapshot('conference room 3B', 'humidity')]);
  });

  test('another time: the room is looked up, then its sensor is asked', async () => {
    expect(await firstCalls('what about yesterday?', before)).toEqual([snapshot('conference room 3B', 'co2_ppm')]);
    const found = {
      readings: [
        { device_id: 'DEV-CO2-0010', metric: 'co2_ppm', value: 418, unit: 'ppm', quality: 'good', age_seconds: 9 },
      ],
    };
    const fault = 'Error: The database is closed.';
    expect(await answered('what about yesterday?', [found, fault], before)).toBe('The database is closed.');
  });

  test('two follow-ups in a row', async () => {
    const both = [...before, ...earlier('and in 3A?')];
    expect(await firstCalls('and humidity?', both)).toEqual([snapshot('conference room 3A', 'humidity')]);
  });

  test('another building and another threshold of an offline question', async () => {
    const offline = earlier('Which devices in building North have been offline for more than 2 hours?');
    expect(await firstCalls('and in building South?', offline)).toEqual([
      { tool: 'get_offline_devices', arguments: { minutes_threshold: 120, building: 'South' } },
    ]);
  });

  test.each([
    ['per day', 'energy day by day', { start: 'last_week' }],
    ['show it per zone', 'energy report', { start: 'last_week' }],
    ['and south?', 'energy used', { building: 'south' }],
    ['since the beginning of the month', 'energy used', { start: 'this_month' }],
    ['compare with the week before', 'energy of two times compared', { start: 'last_week' }],
  ])('"%s" after energy of a week', async (question, name, given) => {
    const energy = 'energy of building North last week';
    expect(understand([energy, question], time).family).toBe(name);
    expect((await firstCalls(question, earlier(energy)))[0]).toMatchObject({ arguments: given });
  });

  test.each(['critical alerts', 'daily report', 'list all zones'])('"%s" is no follow-up', (question) => {
    expect(understand(['energy of building North last week', question], time).family).toBe(
      understand([question], time).family,
    );
  });

  test('a time before is the one before that of the question', async () => {
    const calls = await firstCalls('compare with the week before', earlier('energy of building North last week'));
    expect(calls.map((call) => call.arguments['start'])).toEqual(['last_week', '2026-11-02']);
  });

  test('a severity', async () => {
    expect(await firstCalls('and critical ones?', earlier('alerts in building North'))).toEqual([
      { tool: 'list_active_alerts', arguments: { building: 'North', severity: 'critical', limit: 20 } },
    ]);
  });

  test('a complete question stands alone', async () => {
    expect(await firstCalls('What about the humidity in the lobby?', before)).toEqual([snapshot('lobby', 'humidity')]);
  });

  test('what was not understood is passed over', async () => {
    expect(await firstCalls('and in 3A?', [...before, ...earlier('Tell me a joke')])).toEqual([
      snapshot('conference room 3A', 'co2_ppm'),
    ]);
  });
});

test.each(['temperature in the lobby on 3/4/2026', 'energy of floor 3 on 31 February 2026'])(
  '"%s" names no certain day, and the answer asks for one',
  async (question) => {
    expect(await answered(question, [])).toMatch(
      /^I cannot tell which day ".*2026" is\. Write the date as year-month-day/,
    );
  },
);

test.each(['sing a song', 'xyzzy', '¿?', '42', 'why', 'DROP TABLE'])(
  '"%s" is not understood, and the answer says what is',
  async (question) => {
    const text = await answered(question, []);
    expect(text).toMatch(/^I did not understand that\. /);
    expect(text).toContain('  What is the current CO2 level in conference room 3B?');
  },
);

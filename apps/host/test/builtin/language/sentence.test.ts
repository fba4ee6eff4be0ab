import { expect, test } from 'vitest';
import { correctSpelling, normalise } from '../../../src/builtin/language/normalise.ts';
import { readSentence, type Sentence } from '../../../src/builtin/language/sentence.ts';
import { time } from '../asking.ts';

function read(text: string): Partial<Sentence> {
  const { text: _text, words: _words, future: _future, ...entities } = readSentence(normalise(text), time);
  return Object.fromEntries(Object.entries(entities).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

test.each<[string, Partial<Sentence>]>([
  ['conference rooms 3A and 3B', { places: ['conference room 3A', 'conference room 3B'] }],
  ['the lobby and conference room 3B', { places: ['lobby', 'conference room 3B'] }],
  ['Open Office North 3', { places: ['Open Office North 3'] }],
  ['Open Office 2 West', { places: ['Open Office 2 West'] }],
  ['in "Hall of Fame"', { places: ['Hall of Fame'] }],
  ["conference room 3B's humidity", { places: ['conference room 3B'], metrics: ['humidity'] }],
  ['in building North', { building: 'North' }],
  ['in the south building', { building: 'south' }],
  ['in NORTH', { building: 'NORTH' }],
  ['floors 2 through 5', { floors: [2, 3, 4, 5] }],
  ['floors -1 to 1', { floors: [-1, 0, 1] }],
  ['2nd and fourth floor', { floors: [2, 4] }],
  ['ground floor', { floors: [0] }],
  ['DEV-CO2-0017', { devices: ['DEV-CO2-0017'] }],
  ['OFFICE-1', { devices: ['OFFICE-1'] }],
  ['CO2 Sensor 3B', { devices: ['CO2 Sensor 3B'] }],
  ['chiller 2', { devices: ['chiller 2'] }],
  ['all temperature sensors', { device_type: 'temperature_sensor' }],
  ['HVAC units', { device_type: 'hvac_controller' }],
  ['smart meters', { device_type: 'smart_meter' }],
  ['degraded', { status: 'degraded' }],
  ['firmware 2.4.1', { version: '2.4.1' }],
  ['offline for more than 10 minutes', { status: 'offline', offline_minutes: 10 }],
  ['offline for half an hour', { status: 'offline', offline_minutes: 30 }],
  ['unreachable for over two days', { offline_minutes: 2880 }],
  ['CO2 above 1000 ppm', { metrics: ['co2_ppm'], limit: { side: 'above', value: 1000, metric: 'co2_ppm' } }],
  ['colder than 19 °C', { metrics: ['temperature'], limit: { side: 'below', value: 19, metric: 'temperature' } }],
  ['mean and maximum temperature', { metrics: ['temperature'], aggregates: ['mean', 'max'] }],
  ['temperature and carbon dioxide', { metrics: ['temperature', 'co2_ppm'] }],
  ['Power Room', { places: ['Power Room'] }],
  ['temp zone b', { metrics: ['temperature'], places: ['zone b'] }],
  ['co2 floor 2 south', { metrics: ['co2_ppm'], floors: [2], building: 'south' }],
  ['South Entrance', { places: ['South Entrance'] }],
  ['all conference rooms', { room_kind: 'conference' }],
  ['rooms over 800 ppm', { metrics: ['co2_ppm'], limit: { side: 'above', value: 800, metric: 'co2_ppm' } }],
  ['rooms over 1,000 ppm', { metrics: ['co2_ppm'], limit: { side: 'above', value: 1000, metric: 'co2_ppm' } }],
  [
    'rooms over one thousand two hundred ppm',
    { metrics: ['co2_ppm'], limit: { side: 'above', value: 1200, metric: 'co2_ppm' } },
  ],
  [
    'warmer than twenty-five degrees',
    { metrics: ['temperature'], limit: { side: 'above', value: 25, metric: 'temperature' } },
  ],
  ['floors two and three', { floors: [2, 3] }],
  [
    'rooms above 77 F',
    { metrics: ['temperature'], fahrenheit: true, limit: { side: 'above', value: 25, metric: 'temperature' } },
  ],
])('"%s" is read as what it names', (text, entities) => {
  expect(read(text)).toEqual(entities);
});

test('compatibility characters, dashes and quotes are folded, and the length is bounded', () => {
  expect(normalise('CO₂ on floors 2–5 in “Zone A”')).toBe('CO2 on floors 2-5 in "Zone A"');
  expect(normalise('a'.repeat(10_000))).toHaveLength(500);
});

test.each([
  ['at half past nine', 'at 9:30'],
  ['at a quarter to ten', 'at 9:45'],
  ["at six o'clock", 'at 6:00'],
  ['1,234,567 kWh in "Hall 1,000"', '1234567 kWh in "Hall 1,000"'],
  ['floors 2,3', 'floors 2,3'],
])('"%s" is normalised', (text, expected) => {
  expect(normalise(text)).toBe(expected);
});

test.each([
  ['ofline devics', 'offline devices'],
  ['curent temprature', 'current temperature'],
  ['vibartion', 'vibration'],
])('"%s" is put right', (text, corrected) => {
  expect(correctSpelling(text)).toBe(corrected);
});

test.each(['offline devices', 'the Marsh room', 'Zone A rooms', '"ofline"', 'DEV-ofline-1'])(
  '"%s" is left as it is',
  (text) => {
    expect(correctSpelling(text)).toBeUndefined();
  },
);

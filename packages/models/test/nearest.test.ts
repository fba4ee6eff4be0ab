import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchKey, nearest } from '../src/nearest.ts';

const ROOMS = [
  'Conference Room 3A',
  'Conference Room 3B',
  'Conference Room 2B',
  'Meeting Room 4C',
  'Zone A',
  'Zone B',
  'Lobby',
  'Server Room',
  'Open Office North',
  'Straßenlabor Süd',
];

test.each([
  ['conf room 3b', 'Conference Room 3B'],
  ['confrence room 3B', 'Conference Room 3B'],
  ['3b', 'Conference Room 3B'],
  ['3B conference', 'Conference Room 3B'],
  ['ConferenceRoom-3b', 'Conference Room 3B'],
  ['room3b', 'Conference Room 3B'],
  ['the conference room 3b upstairs', 'Conference Room 3B'],
  ['zoen a', 'Zone A'],
  ['loby', 'Lobby'],
  ['lobby entrance', 'Lobby'],
  ['office', 'Open Office North'],
  ['strassenlabor sud', 'Straßenlabor Süd'],
])('%s finds %s first', (query, room) => {
  expect(nearest(query, ROOMS)[0]).toBe(room);
});

test('a device id with a slip finds the device', () => {
  const devices = ['DEV-CO2-0017', 'DEV-CO2-0018', 'DEV-TMP-0017', 'DEV-LCK-0003'];
  expect(nearest('dev-co2-17', devices)[0]).toBe('DEV-CO2-0017');
  expect(nearest('DEV-C02-0017', devices)[0]).toBe('DEV-CO2-0017');
});

test.each(['xyzzy', 'asdfgh', 'DROP TABLE devices', 'hello world', '', '???', '🏢'])('%s finds nothing', (query) => {
  expect(nearest(query, ROOMS)).toEqual([]);
});

test('at most the limit comes back, each candidate once', () => {
  expect(nearest('room', ROOMS, 2)).toHaveLength(2);
  expect(nearest('room', ROOMS, 0)).toEqual([]);
  expect(nearest('lobby', ['Lobby', 'Lobby'])).toEqual(['Lobby']);
});

test('the order of the candidates does not matter', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(ROOMS, { minLength: ROOMS.length }), (shuffled) => {
      expect(nearest('room 3', shuffled)).toEqual(nearest('room 3', ROOMS));
    }),
  );
});

test('a name finds itself first, in any case and spacing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ROOMS), fc.boolean(), (room, upper) => {
      const query = ` ${upper ? room.toUpperCase() : room.toLowerCase()} `.replaceAll(' ', '  ');
      expect(nearest(query, ROOMS)[0]).toBe(room);
    }),
  );
});

test('a hostile query over 2,000 candidates takes milliseconds', () => {
  const candidates = Array.from(
    { length: 2000 },
    (_, n) => `Conference Room ${n % 90} ${String.fromCharCode(65 + (n % 26))} ${n}`,
  );
  nearest('warm up', candidates);
  const started = performance.now();
  nearest('conferense roon thre be '.repeat(5000), candidates);
  // It takes about 10 ms; the rest is for a busy machine.
  expect(performance.now() - started).toBeLessThan(200);
});

test('names are equal without regard to case, spaces, punctuation and diacritics', () => {
  expect(matchKey('CO₂')).toBe('co2');
  expect(matchKey('Conference-Room  3B')).toBe(matchKey('conference room 3b'));
  expect(matchKey('Café (Süd)')).toBe(matchKey('CAFE SUD'));
  expect(matchKey('Straße')).toBe(matchKey('STRASSE'));
});

test('separated digits and negative numbers stay what they are', () => {
  expect(matchKey('Room 1-1')).not.toBe(matchKey('Room 11'));
  expect(matchKey('Room 1-1')).toBe(matchKey('room 1.1'));
  expect(matchKey('Level -1')).not.toBe(matchKey('Level 1'));
  expect(matchKey('Level-1')).toBe(matchKey('Level 1'));
});

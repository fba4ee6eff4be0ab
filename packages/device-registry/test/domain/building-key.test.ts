import { expect, test } from 'vitest';
import { buildingKey } from '../../src/domain/building-key.ts';

test.each(['NORTH', 'north', 'Building North', 'North building', 'Bldg. North', '  north '])('%s is north', (name) => {
  expect(buildingKey(name)).toBe('north');
});

test('a building that is called nothing but building keeps its name', () => {
  expect(buildingKey('Building')).toBe('building');
});

test('a word that only begins like building stays', () => {
  expect(buildingKey('Buildings East')).toBe('buildingseast');
});

test('numbers tell buildings apart', () => {
  expect(buildingKey('Building 1')).not.toBe(buildingKey('Building 11'));
});

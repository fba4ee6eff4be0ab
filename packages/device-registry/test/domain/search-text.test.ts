import { expect, test } from 'vitest';
import { searchTerms, searchText } from '../../src/domain/search-text.ts';

test('words lose case, diacritics and punctuation, and each begins after a space', () => {
  expect(searchText('DEV-CO2-0017', 'Café «Zürich»')).toBe(' dev co2 0017 cafe zurich');
});

test('a query without a letter or digit has no terms', () => {
  expect(searchTerms('?! %')).toBeUndefined();
  expect(searchTerms('CO₂ room')).toEqual([' co2', ' room']);
});

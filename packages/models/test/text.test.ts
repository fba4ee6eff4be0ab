import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codePoint } from '../../../tools/code-points.ts';
import { cleanText } from '../src/text.ts';

test('line breaks and tabs become one space, and the ends are trimmed', () => {
  expect(cleanText('  Conference\r\n\tRoom \u00a0 3B\u0085')).toBe('Conference Room 3B');
});

test('control, bidi-control, zero-width, tag and annotation characters disappear', () => {
  expect(cleanText('a\u0000b\u001bc\u007fd')).toBe('abcd');
  expect(cleanText('user\u202egnp.exe\u2066\u2069\u200f')).toBe('usergnp.exe');
  expect(cleanText('pass\u200bword\u2060\ufeff\u00ad')).toBe('password');
  expect(cleanText('Lobby\u{E0069}\u{E0067}\ufff9')).toBe('Lobby');
});

test('text in other scripts and units stays as it is', () => {
  expect(cleanText('Küche 厨房 12 µg/m³ CO₂ 🏢')).toBe('Küche 厨房 12 µg/m³ CO₂ 🏢');
});

test('a lone surrogate becomes the replacement character, also where a hidden character stood between two', () => {
  expect(cleanText('a\ud83cb')).toBe('a\ufffdb');
  expect(cleanText('\ud83c\u200b\udfe2')).toBe('\ufffd\ufffd');
});

test('the cut neither splits a surrogate pair nor leaves a space behind', () => {
  expect(cleanText('abc🏢', 4)).toBe('abc');
  expect(cleanText('abc🏢', 5)).toBe('abc🏢');
  expect(cleanText('abc def', 4)).toBe('abc');
  expect(cleanText('x'.repeat(600))).toHaveLength(500);
});

test('cleaning twice changes nothing, and the result is well-formed and short enough', () => {
  fc.assert(
    fc.property(fc.string({ unit: codePoint }), fc.integer({ min: 1, max: 20 }), (text, maxLength) => {
      const clean = cleanText(text, maxLength);
      expect(cleanText(clean, maxLength)).toBe(clean);
      expect(clean.isWellFormed()).toBe(true);
      expect(clean.length).toBeLessThanOrEqual(maxLength);
    }),
  );
});

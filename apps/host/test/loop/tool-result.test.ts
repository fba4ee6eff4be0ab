import { expect, test } from 'vitest';
import { capText, resultText } from '../../src/loop/tool-result.ts';

test('a cut keeps three quarters from the head and one from the tail, and says how much is missing', () => {
  const text = `${'a'.repeat(100)}${'b'.repeat(100)}`;
  // 80 kept: 60 of the head, 20 of the tail; 200 − 80 = 120 are missing.
  expect(capText(text, 80)).toBe(
    `${'a'.repeat(60)}\n[… 120 of 200 characters left out here: ask for less at once …]\n${'b'.repeat(20)}`,
  );
});

test('structured content is given once, without its copy in the text', () => {
  const content = [{ type: 'text' as const, text: '{"value":1}' }];
  expect(resultText({ content, structuredContent: { value: 1 } })).toBe('{"value":1}');
});

test('what cannot be told as text is named', () => {
  const content = [
    { type: 'text' as const, text: 'a chart' },
    { type: 'image' as const, data: 'AAAA', mimeType: 'image/png' },
    { type: 'resource_link' as const, uri: 'zone://Z1/summary', name: 'Lobby' },
  ];
  expect(resultText({ content })).toBe('a chart\n[image, image/png, not shown]\n[resource Lobby: zone://Z1/summary]');
});

test('control, bidi and zero-width characters are gone, in names inside of JSON too', () => {
  const structuredContent = { name: '\u001b[31mLob\u200Bby\u202E' };
  expect(resultText({ content: [], structuredContent })).toBe('{"name":"Lobby"}');
});

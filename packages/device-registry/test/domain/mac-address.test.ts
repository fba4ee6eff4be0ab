import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeMac } from '../../src/domain/mac-address.ts';

test.each(['00:1b:44:11:3a:b7', '00-1B-44-11-3A-B7', '001b.4411.3ab7', '001B44113AB7', ' 00:1B:44:11:3a:b7 '])(
  'reads %s',
  (text) => {
    expect(normalizeMac(text)).toBe('00:1B:44:11:3A:B7');
  },
);

test('reads the eight bytes of an EUI-64', () => {
  expect(normalizeMac('00124b0001020304')).toBe('00:12:4B:00:01:02:03:04');
});

test.each(['', '00:1B:44:11:3A', '00:1B:44:11:3A:B7:00', '00:1B:44:11:3A:G7', 'MAC'])('refuses %s', (text) => {
  expect(normalizeMac(text)).toBeUndefined();
});

test('a normal form is its own normal form', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
      const normal = normalizeMac(Buffer.from(bytes).toString('hex'));
      expect(normal).toMatch(/^[0-9A-F]{2}(:[0-9A-F]{2}){5}$/);
      expect(normalizeMac(normal ?? '')).toBe(normal);
    }),
  );
});

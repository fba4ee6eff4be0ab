import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions, isSameVersion, readVersion } from '../../../src/domain/firmware/version.ts';

test('orders versions as semantic versions, not as texts', () => {
  const shuffled = [
    '2.4.1',
    '2.10.0',
    '2.4.1-rc.1',
    '2.4.1-rc',
    '10.0.0',
    '2.4.0',
    '2.4.1-rc.10',
    '2.4.1-beta',
    '2.4.1-rc.2',
  ];
  expect(shuffled.sort((a, b) => compareVersions(a, b) ?? 0)).toEqual([
    '2.4.0',
    '2.4.1-beta',
    '2.4.1-rc',
    '2.4.1-rc.1',
    '2.4.1-rc.2',
    '2.4.1-rc.10',
    '2.4.1',
    '2.10.0',
    '10.0.0',
  ]);
});

test('what was built makes no difference', () => {
  expect(compareVersions('2.4.1+build.7', '2.4.1+build.8')).toBe(0);
  expect(isSameVersion('2.4.1+7', '2.4.1')).toBe(true);
  expect(readVersion('2.4.1-rc.1+build.7')).toBe('2.4.1-rc.1+build.7');
});

test.each([
  '',
  'latest',
  '2',
  '2.4',
  '2.4.1.5',
  '02.4.1',
  '2.4.x',
  '^2.4.1',
  '2.4.1-',
  '2.4.1-01',
  '-1.0.0',
  '2.4.1 beta',
  '２.4.1',
])('refuses "%s"', (text) => {
  expect(readVersion(text)).toBeUndefined();
  expect(compareVersions(text, '2.4.1')).toBeUndefined();
  expect(compareVersions('2.4.1', text)).toBeUndefined();
});

test('refuses a text of more than 64 characters', () => {
  expect(readVersion(`1.0.0-${'a'.repeat(58)}`)).toBe(`1.0.0-${'a'.repeat(58)}`);
  expect(readVersion(`1.0.0-${'a'.repeat(59)}`)).toBeUndefined();
});

test('takes the v that people write before it', () => expect(readVersion(' v2.4.1 ')).toBe('2.4.1'));

test('versions that are no semantic ones are the same when they are written alike', () => {
  expect(isSameVersion('build 7', 'build 7')).toBe(true);
  expect(isSameVersion('build 7', 'build 8')).toBe(false);
});

const numbers = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30));
const texts = numbers.map((parts) => parts.join('.'));

test('without a suffix the numbers decide, from the left', () => {
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const index = a.findIndex((part, at) => part !== b[at]);
      const expected = index === -1 ? 0 : Math.sign(a[index]! - b[index]!);
      expect(compareVersions(a.join('.'), b.join('.'))).toBe(expected);
    }),
  );
});

test('a release is newer than each of its candidates and older than the next patch', () => {
  fc.assert(
    fc.property(texts, fc.constantFrom('rc.1', 'alpha', '0', 'x-y.12'), (version, candidate) => {
      expect(compareVersions(`${version}-${candidate}`, version)).toBe(-1);
      const [major, minor, patch] = version.split('.');
      expect(compareVersions(version, `${major}.${minor}.${Number(patch) + 1}-${candidate}`)).toBe(-1);
    }),
  );
});

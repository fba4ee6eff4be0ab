import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codePoint } from '../../../../tools/code-points.ts';
import { assignAliases } from '../../src/routing/aliases.ts';

test('tools keep their names, and only those that collide are prefixed with their server', () => {
  const aliases = assignAliases([
    { server: 'a', tool: 'list_devices' },
    { server: 'a', tool: 'search' },
    { server: 'b', tool: 'search' },
  ]);
  expect(aliases).toEqual(['list_devices', 'a__search', 'b__search']);
});

test('names with other characters and long names end in a hash, within 64 characters', () => {
  const [odd, long] = assignAliases([
    { server: 'a', tool: 'get zone/ü' },
    { server: 'a', tool: 'x'.repeat(80) },
  ]);
  expect(odd).toMatch(/^get_zone__[0-9a-f]{8}$/u);
  expect(long).toMatch(/^x{55}_[0-9a-f]{8}$/u);
});

test('no two tools ever share a name, whatever servers call them', () => {
  // Few letters and the separator, so that prefixed names collide with plain ones.
  const name = fc.oneof(fc.stringMatching(/^[ab_]{1,5}$/u), fc.string({ unit: codePoint, maxLength: 80 }));
  const keys = fc.uniqueArray(fc.record({ server: name, tool: name }), {
    selector: ({ server, tool }) => `${server}\0${tool}`,
    maxLength: 30,
  });
  fc.assert(
    fc.property(keys, (tools) => {
      const aliases = assignAliases(tools);
      expect(new Set(aliases).size).toBe(tools.length);
      for (const alias of aliases) expect(alias).toMatch(/^[A-Za-z0-9_-]{1,64}$/u);
    }),
  );
});

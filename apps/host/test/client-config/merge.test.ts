import { parse } from 'jsonc-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeEntries } from '../../src/client-config/merge.ts';

const ENTRIES = {
  'nexus-telemetry': { command: 'npx', args: ['-y', '@nexus/telemetry'], env: { NEXUS_TIMEZONE: 'UTC' } },
};

test('comments, other servers and other settings stay as they are written', () => {
  const text = `{
    // mine
    "theme": "dark",
    "mcpServers": {
        "weather": {
            "command": "weather"
        }, /* keep */
    },
}
`;
  const merged = mergeEntries(text, 'mcpServers', ENTRIES);
  expect(merged).toContain('// mine\n    "theme": "dark",');
  expect(merged).toContain('/* keep */');
  expect(parse(merged)).toEqual({ theme: 'dark', mcpServers: { weather: { command: 'weather' }, ...ENTRIES } });
});

test('an entry of the same name keeps what somebody added to it', () => {
  const old = {
    command: 'node',
    args: ['/old/bin.js'],
    env: { NEXUS_MQTT_URL: 'mqtt://broker', NEXUS_TIMEZONE: 'Europe/Vienna' },
    autoApprove: ['list_metrics'],
  };
  const merged = mergeEntries(JSON.stringify({ mcpServers: { 'nexus-telemetry': old } }), 'mcpServers', ENTRIES);
  expect(parse(merged)).toEqual({
    mcpServers: {
      'nexus-telemetry': {
        command: 'npx',
        args: ['-y', '@nexus/telemetry'],
        env: { NEXUS_MQTT_URL: 'mqtt://broker', NEXUS_TIMEZONE: 'UTC' },
        autoApprove: ['list_metrics'],
      },
    },
  });
});

test.each([
  ['{"mcpServers": {', 'line 1'],
  ['{\n "mcpServers": oops }', 'line 2'],
  ['[]', 'the file is no object'],
  ['{"mcpServers": []}', 'mcpServers is no object'],
  ['{"mcpServers": {"nexus-telemetry": "x"}}', 'mcpServers.nexus-telemetry is no object'],
])('%j is refused', (text, fault) => {
  expect(() => mergeEntries(text, 'mcpServers', ENTRIES)).toThrow(fault);
});

test('whatever the file holds is there afterwards, and a second merge changes nothing', () => {
  const names = fc.string().filter((name) => name !== '__proto__');
  const files = fc.dictionary(
    names.filter((name) => name !== 'servers'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(files, fc.dictionary(names, fc.record({ command: fc.string() })), (settings, servers) => {
      const text = JSON.stringify({ ...settings, servers }, null, 2);
      const merged = mergeEntries(text, 'servers', ENTRIES);
      const before = JSON.parse(text) as { servers: object };
      expect(JSON.parse(merged)).toEqual({ ...before, servers: { ...before.servers, ...ENTRIES } });
      expect(mergeEntries(merged, 'servers', ENTRIES)).toBe(merged);
    }),
  );
});

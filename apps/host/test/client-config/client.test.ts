import { expect, test } from 'vitest';
import { desktopClient } from '../../src/client-config/client.ts';
import { serverEntries } from '../../src/client-config/entries.ts';

test.each([
  ['claude', 'linux', '/h/.config/Claude/claude_desktop_config.json'],
  ['claude', 'darwin', '/h/Library/Application Support/Claude/claude_desktop_config.json'],
  ['cursor', 'darwin', '/h/.cursor/mcp.json'],
  ['vscode', 'linux', '/h/.config/Code/User/mcp.json'],
  ['vscode', 'darwin', '/h/Library/Application Support/Code/User/mcp.json'],
] as const)('%s on %s reads %s', (name, platform, file) => {
  expect(desktopClient(name, { HOME: '/h' }, platform).file).toBe(file);
});

test('settings of this shell that are no secret go along, with an absolute data folder', () => {
  const environment = { NEXUS_DATA_DIR: '/data/../building', NEXUS_TIMEZONE: 'UTC', NEXUS_MQTT_PASSWORD: 'secret' };
  const entries = serverEntries(environment, { form: 'npx', typed: true }, 'linux');
  expect(Object.keys(entries)).toEqual([
    'nexus-device-registry',
    'nexus-telemetry',
    'nexus-alerts',
    'nexus-dynamic-tools',
  ]);
  expect(entries['nexus-telemetry']).toEqual({
    type: 'stdio',
    command: 'npx',
    args: ['-y', '@nexus/telemetry'],
    env: { NEXUS_DATA_DIR: '/building', NEXUS_TIMEZONE: 'UTC' },
  });
});

test('on Windows npx needs a shell', () => {
  const entries = serverEntries({}, { form: 'npx', typed: false }, 'win32');
  expect(entries['nexus-alerts']).toEqual({ command: 'cmd', args: ['/c', 'npx', '-y', '@nexus/alerts'] });
});

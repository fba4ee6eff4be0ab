import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHostConfig } from '../src/config.ts';
import { tempFolder } from './fixtures/targets.ts';

test('without any setting the bundled servers are children of this Node', () => {
  const config = readHostConfig({ environment: {}, cwd: tempFolder() });
  expect(config.servers.map(({ name, kind }) => [name, kind])).toEqual([
    ['device-registry', 'stdio'],
    ['telemetry', 'stdio'],
    ['alerts', 'stdio'],
    ['dynamic-tools', 'stdio'],
  ]);
  expect(config.servers[0]).toMatchObject({ command: process.execPath, trusted: true });
  expect(config).toMatchObject({ maxToolIterations: 20, toolCallTimeoutMs: 30_000, readOnly: false });
});

test('a bundled server that runs already is reached where its variable says', () => {
  const environment = { NEXUS_DEVICE_SERVER_URL: 'http://localhost:8001/mcp', NEXUS_AUTH_TOKEN: 'a-long-secret-token' };
  const [registry] = readHostConfig({ environment, cwd: tempFolder() }).servers;
  expect(registry).toMatchObject({
    kind: 'http',
    url: 'http://localhost:8001/mcp',
    headers: { authorization: 'Bearer a-long-secret-token' },
  });
});

test('the servers get the settings of the platform, but neither the key of the model nor the token', () => {
  const environment = {
    NEXUS_DATA_DIR: '/data',
    TZ: 'Asia/Tokyo',
    NEXUS_REMOTE_API_KEY: 'sk-secret',
    NEXUS_AUTH_TOKEN: 'a-long-secret-token',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  const [registry] = readHostConfig({ environment, cwd: tempFolder() }).servers;
  expect(registry).toMatchObject({ env: { NEXUS_DATA_DIR: '/data', TZ: 'Asia/Tokyo' } });
  expect(JSON.stringify(registry)).not.toContain('secret');
});

test('all faults of the variables and of the server file are told at once', () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, 'nexus.config.json'), JSON.stringify({ mcpServers: { one: {}, two: { command: '${NO}' } } }));
  const environment = {
    NEXUS_LLM_BACKEND: 'magic',
    NEXUS_MAX_TOOL_ITERATIONS: '0',
    NEXUS_TOOL_CALL_TIMEOUT_SECONDS: 'soon',
    NEXUS_TIMEZONE: 'Mars/Base',
    NEXUS_REMOTE_API_BASE_URL: 'localhost',
  };
  let message = '';
  try {
    readHostConfig({ environment, cwd });
  } catch (error) {
    message = String(error);
  }
  for (const name of [...Object.keys(environment), 'mcpServers.one', 'mcpServers.two.command: the variable NO']) {
    expect(message).toContain(name);
  }
});

test('a server file is read from the working directory, and another one where it is named', () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, 'nexus.config.json'), '{"mcpServers":{"usual":{"command":"a"}}}');
  mkdirSync(join(cwd, 'sub'));
  writeFileSync(join(cwd, 'sub', 'other.json'), '{"mcpServers":{"other":{"command":"b"}}}');
  expect(readHostConfig({ environment: {}, cwd }).servers).toMatchObject([{ name: 'usual', cwd }]);
  expect(readHostConfig({ environment: {}, cwd, serverFile: 'sub/other.json' }).servers).toMatchObject([
    { name: 'other', cwd: join(cwd, 'sub') },
  ]);
});

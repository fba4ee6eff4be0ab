import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readServerFile } from '../../src/servers/server-file.ts';
import { tempFolder } from '../fixtures/targets.ts';

function fileOf(content: unknown): string {
  const path = join(tempFolder(), 'servers.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('reads programs and addresses, with variables and their defaults filled in', () => {
  const path = fileOf({
    mcpServers: {
      local: {
        command: 'node',
        args: ['${SCRIPT:-server.js}', '--port=${PORT}'],
        env: { KEY: '${KEY:-none}' },
        type: 'stdio',
      },
      remote: { url: 'https://${HOST}/mcp', headers: { Authorization: 'Bearer ${KEY:-}' } },
      off: { command: 'x', disabled: true },
    },
  });
  const targets = readServerFile(path, { PORT: '80', HOST: 'example.org', KEY: '' });
  expect(targets).toEqual([
    {
      kind: 'stdio',
      name: 'local',
      command: 'node',
      args: ['server.js', '--port=80'],
      env: { KEY: 'none' },
      cwd: join(path, '..'),
    },
    { kind: 'http', name: 'remote', url: 'https://example.org/mcp', headers: { Authorization: 'Bearer ' } },
  ]);
});

test.each([
  ['{"mcpServers":', /cannot be read/u],
  [{ servers: {} }, /mcpServers: /u],
  [{ mcpServers: { a: { command: 5 } } }, /mcpServers\.a\.command/u],
  [{ mcpServers: { a: { command: 'x', url: 'http://y' } } }, /mcpServers\.a: needs either/u],
  [{ mcpServers: { a: { url: 'ftp://y' } } }, /mcpServers\.a\.url: is not an http URL/u],
  [
    { mcpServers: { a: { command: 'x', args: ['${MISSING}'] } } },
    /mcpServers\.a\.args\.0: the variable MISSING is not set/u,
  ],
])('names the fault of %j', (content, fault) => {
  expect(() => readServerFile(fileOf(content), {})).toThrow(fault);
});

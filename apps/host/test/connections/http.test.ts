import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { McpConnection } from '../../src/connections/connection.ts';
import { until } from '../fixtures/host.ts';
import { httpServer } from '../fixtures/http-server.ts';

const BUDGETS = { connectTimeoutMs: 20_000, callTimeoutMs: 20_000 };

async function connected(url: string) {
  const connection = new McpConnection({ kind: 'http', name: 'remote', url, headers: {} }, BUDGETS);
  await connection.connect();
  const tool = (name: string) => {
    const found = connection.tools.find((each) => each.name === name);
    if (!found) throw new Error(`no tool ${name}`);
    return found;
  };
  return { connection, tool, [Symbol.asyncDispose]: () => connection.close() };
}

test('a read goes on in a new session when the server has forgotten the old one', async () => {
  await using server = await httpServer();
  await using client = await connected(server.url);
  server.forget();
  const result = await client.connection.call(client.tool('read_it'), {});
  expect(result.content).toEqual([{ type: 'text', text: 'read_it' }]);
  expect(server.ran).toEqual(['read_it']);
});

test('a write into a forgotten session is not repeated, and the next one finds a new session', async () => {
  await using server = await httpServer();
  await using client = await connected(server.url);
  server.forget();
  await expect(client.connection.call(client.tool('write_it'), {})).rejects.toMatchObject({ code: 'unavailable' });
  expect(server.ran).toEqual([]);
  await client.connection.call(client.tool('write_it'), {});
  expect(server.ran).toEqual(['write_it']);
});

test('a server that was restarted is rejoined before anything is called, so that its notes arrive again', async () => {
  await using server = await httpServer();
  await using client = await connected(server.url);
  const states = new Set<string>();
  server.breakOff();
  await until(() => {
    states.add(client.connection.status.state);
    return states.has('lost') && client.connection.status.state === 'ready';
  });
  await client.connection.call(client.tool('write_it'), {});
  expect(server.ran).toEqual(['write_it']);
});

test('closing ends the session on the server', async () => {
  await using server = await httpServer();
  const client = await connected(server.url);
  await client.connection.close();
  expect(server.ended).toHaveLength(1);
});

test('something that answers with a web page is not taken for a server', async () => {
  const page = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>It works!</html>');
  });
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  await using client = await connected(`http://127.0.0.1:${(page.address() as AddressInfo).port}/`);
  expect(client.connection.status.state).toBe('failed');
  expect(client.connection.status.fault).toContain('text/html');
  page.closeAllConnections();
  page.close();
});

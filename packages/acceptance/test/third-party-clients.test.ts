import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client as Client2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientBeta, StreamableHTTPClientTransport as HttpBeta } from '@modelcontextprotocol/client-beta';
import { StdioClientTransport as StdioBeta } from '@modelcontextprotocol/client-beta/stdio';
import { describe, expect, inject, test } from 'vitest';
import { linkedBin } from './bins.ts';
import { copyOf, environment, serve, servers, type RealServer } from './real-servers.ts';

const run = promisify(execFile);
const info = { name: 'acceptance', version: '1.0.0' };

interface Session {
  listTools(): Promise<{ tools: readonly { name: string }[] }>;
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

const sdkClients: readonly {
  readonly name: string;
  readonly stdio: (bin: string, env: Record<string, string>) => Promise<Session>;
  readonly http: (url: string) => Promise<Session>;
}[] = [
  {
    name: 'SDK client 2.0.0-beta.5',
    async stdio(bin, env) {
      const client = new ClientBeta(info);
      await client.connect(new StdioBeta({ command: process.execPath, args: [bin], env, stderr: 'ignore' }));
      return client;
    },
    async http(url) {
      const client = new ClientBeta(info);
      await client.connect(new HttpBeta(new URL(url)));
      return client;
    },
  },
  {
    name: 'SDK client 2.4.0',
    async stdio(bin, env) {
      const client = new Client2(info);
      await client.connect(new Stdio2({ command: process.execPath, args: [bin], env, stderr: 'ignore' }));
      return client;
    },
    async http(url) {
      const client = new Client2(info);
      await client.connect(new Http2(new URL(url)));
      return client;
    },
  },
];

describe.each(servers)('$name', (server) => {
  test.each(sdkClients)('answers every tool to $name over stdio and over HTTP', async (client) => {
    using data = copyOf(inject('demoDataDir'));
    await using http = await serve(server, data.path);
    await callEveryTool(await client.stdio(server.bin, environment(data.path)), server.calls, 'degraded');
    await callEveryTool(await client.http(http.url), server.calls, 'online');
  });

  test('is portable by the strict check of the Inspector, over stdio and over HTTP', async () => {
    using data = copyOf(inject('demoDataDir'));
    await using http = await serve(server, data.path);
    const stdio = ['-e', `NEXUS_DATA_DIR=${data.path}`, process.execPath, server.bin];
    // Each command is a process of its own, and most of the time of each is the start of Node.js: all at once.
    await Promise.all(
      [stdio, [http.url, '--transport', 'http']].map(async (target) => {
        const [name, args] = Object.entries(server.calls)[1] ?? ['', {}];
        const call = ['--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args)];
        const [listed, called] = await Promise.all([
          inspector([...target, '--method', 'tools/list', '--strict']),
          inspector([...target, ...call]),
        ]);
        expect(namesOf(listed)).toEqual(Object.keys(server.calls).toSorted());
        expect(called).toHaveProperty('structuredContent');
      }),
    );
  });

  test('is driven by mcpc over stdio and over HTTP', async () => {
    using data = copyOf(inject('demoDataDir'));
    await using http = await serve(server, data.path);
    const home = mkdtempSync(join(tmpdir(), 'nexus-mcpc-'));
    const config = join(home, 'mcp.json');
    writeFileSync(
      config,
      JSON.stringify({
        mcpServers: { it: { command: process.execPath, args: [server.bin], env: environment(data.path) } },
      }),
    );
    const mcpc = async (...args: string[]): Promise<unknown> => {
      const { stdout } = await run(linkedBin('mcpc'), ['--json', ...args], { env: { ...process.env, HOME: home } });
      return JSON.parse(stdout);
    };
    try {
      const [name, args] = Object.entries(server.calls)[1] ?? ['', {}];
      // One after the other: mcpc gives the process that it leaves behind 5 s to start, however busy the machine is.
      for (const [session, target] of [
        ['@stdio', `${config}:it`],
        ['@http', http.url],
      ] as const) {
        const { toolNames } = (await mcpc('connect', target, session)) as { toolNames: readonly string[] };
        expect(toolNames.toSorted()).toEqual(Object.keys(server.calls).toSorted());
        expect(await mcpc(session, 'tools-call', name, JSON.stringify(args))).toHaveProperty('structuredContent');
        await mcpc('close', session);
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});

/** A status can be set to what it is not yet, so each pass sets another. */
async function callEveryTool(session: Session, calls: RealServer['calls'], newStatus: string): Promise<void> {
  try {
    expect(namesOf(await session.listTools())).toEqual(Object.keys(calls).toSorted());
    const answers = new Map<string, Record<string, unknown>>();
    for (const [name, call] of Object.entries(calls)) {
      const args = typeof call === 'function' ? call(answers) : call;
      const given = 'new_status' in args ? { ...args, new_status: newStatus } : args;
      const result = await session.callTool({ name, arguments: given });
      expect(result, name).not.toMatchObject({ isError: true });
      expect(result, name).toHaveProperty('structuredContent');
      answers.set(name, (result as { structuredContent: Record<string, unknown> }).structuredContent);
    }
  } finally {
    await session.close();
  }
}

async function inspector(args: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await run(linkedBin('mcp-inspector'), ['--cli', ...args, '--format', 'json']);
  expect(stderr).not.toContain('Warning');
  const answer = JSON.parse(stdout) as { result: unknown };
  return answer.result;
}

function namesOf(listed: unknown): string[] {
  return (listed as { tools: { name: string }[] }).tools.map(({ name }) => name).toSorted();
}

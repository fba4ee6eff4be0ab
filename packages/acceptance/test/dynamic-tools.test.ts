import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bin, linkedBin } from './bins.ts';
import { environment } from './real-servers.ts';

const run = promisify(execFile);
const server = bin('@nexus/dynamic-tools');
const CALL = { total_kwh: 125_000, area_sqm: 2_500 };
// 125,000 kWh on 2,500 m² are 50 kWh/m².
const RESULT = { structuredContent: { eui_value: 50 } };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-dynamic-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tool(name: string) {
  const code = 'export function main({ total_kwh, area_sqm }) { return { eui_value: total_kwh / area_sqm } }';
  return {
    name,
    description: 'Energy use intensity in kWh/m2.',
    language: 'javascript',
    code,
    examples: [{ arguments: { total_kwh: 6, area_sqm: 3 }, result: { eui_value: 2 } }],
  };
}

test('the Inspector registers a tool, and calls it by its own name', async () => {
  const target = ['-e', `NEXUS_DATA_DIR=${folder}`, process.execPath, server];
  const inspector = async (name: string, args: object): Promise<unknown> => {
    const method = ['--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args)];
    const { stdout } = await run(linkedBin('mcp-inspector'), ['--cli', ...target, ...method, '--format', 'json']);
    return (JSON.parse(stdout) as { result: unknown }).result;
  };
  const registered = await inspector('register_dynamic_tool', tool('eui_by_inspector'));
  expect(registered).toMatchObject({ structuredContent: { status: 'registered' } });
  expect(await inspector('eui_by_inspector', CALL)).toMatchObject(RESULT);
});

test('mcpc registers a tool within a session, and calls it by its own name', async () => {
  const home = mkdtempSync(join(folder, 'h'));
  const config = join(folder, 'mcp.json');
  const it = { command: process.execPath, args: [server], env: environment(folder) };
  writeFileSync(config, JSON.stringify({ mcpServers: { it } }));
  const mcpc = async (...args: string[]): Promise<unknown> => {
    const { stdout } = await run(linkedBin('mcpc'), ['--json', ...args], { env: { ...process.env, HOME: home } });
    return JSON.parse(stdout);
  };
  await mcpc('connect', `${config}:it`, '@it');
  try {
    const registered = await mcpc('@it', 'tools-call', 'register_dynamic_tool', JSON.stringify(tool('eui_by_mcpc')));
    expect(registered).toMatchObject({ structuredContent: { status: 'registered' } });
    expect(await mcpc('@it', 'tools-call', 'eui_by_mcpc', JSON.stringify(CALL))).toMatchObject(RESULT);
  } finally {
    await mcpc('close', '@it');
  }
});

test('a client of the next SDK registers a tool, is told of it, and calls it by its own name', async () => {
  const client = new Client({ name: 'acceptance', version: '1.0.0' });
  const env = environment(folder);
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [server], env, stderr: 'ignore' }));
  try {
    await client.callTool({ name: 'register_dynamic_tool', arguments: tool('eui_by_sdk') });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('eui_by_sdk');
    expect(await client.callTool({ name: 'eui_by_sdk', arguments: CALL })).toMatchObject(RESULT);
  } finally {
    await client.close();
  }
});

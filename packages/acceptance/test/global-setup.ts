import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { TestProject } from 'vitest/node';
import { bin } from './bins.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder with two days of the demo building and alerts about them, shared by all tests: those that write copy it first. */
    readonly demoDataDir: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-acceptance-'));
  execFileSync(process.execPath, [bin('@nexus/simulator'), 'seed', '--days', '2'], {
    env: { ...process.env, NEXUS_DATA_DIR: folder, NEXUS_TIMEZONE: 'Europe/Vienna' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await raiseAlerts(folder);
  project.provide('demoDataDir', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Each of two connections acknowledges and shelves one. */
const ALERTS = 2;
/** So many looks without a change, and the server has gone through the history. */
const STILL = 10;

/** Lets the alert server look at the building until it has said all that it has to say. */
async function raiseAlerts(folder: string): Promise<void> {
  const client = new Client({ name: 'acceptance', version: '1.0.0' });
  const env = { PATH: process.env['PATH'] ?? '', NEXUS_DATA_DIR: folder, NEXUS_TIMEZONE: 'Europe/Vienna' };
  const args = [bin('@nexus/alerts')];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' }));
  try {
    let before = '';
    let still = 0;
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const { structuredContent } = await client.callTool({ name: 'list_active_alerts', arguments: {} });
      const { alerts = [] } = (structuredContent ?? {}) as { alerts?: { alert_id: string; state: string }[] };
      const now = JSON.stringify(alerts.map(({ alert_id, state }) => [alert_id, state]));
      still = now === before ? still + 1 : 0;
      before = now;
      if (alerts.filter(({ state }) => state === 'active').length >= ALERTS && still >= STILL) return;
      await sleep(100);
    }
    throw new Error(`the alert server raised no ${ALERTS} alerts about the demo building within a minute: ${before}`);
  } finally {
    await client.close();
  }
}

import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type HostEvent, NexusHost, readHostConfig, type RunFinished } from '@nexus/host';
import { type DemoBuilding, demoBuilding } from '@nexus/simulator';
import { bin } from './bins.ts';
import { environment } from './real-servers.ts';

const ZONE = 'Europe/Vienna';

/** A building in a data folder of its own, with the truth about it. */
export interface SeededBuilding extends AsyncDisposable {
  readonly path: string;
  readonly truth: DemoBuilding;
  /** Of the newest readings, Unix ms. */
  readonly lastMs: number;
  /** Lets the devices answer firmware jobs until the building is disposed. */
  startDevices(): void;
}

/** @param from A data folder with an older state of the same building: it is copied, and brought up to now. */
export async function seededBuilding(seed: number, days: number, from?: string): Promise<SeededBuilding> {
  const path = mkdtempSync(join(tmpdir(), 'nexus-building-'));
  if (from !== undefined) cpSync(from, path, { recursive: true });
  const args = [bin('@nexus/simulator'), 'seed', '--json', '--days', String(days), '--seed', String(seed)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment(path) });
  const { seeded, last } = JSON.parse(stdout) as { readonly seeded: string; readonly last: string };
  const children: ReturnType<typeof spawn>[] = [];
  return {
    path,
    truth: demoBuilding({ seed, zone: ZONE, seeded_ms: Date.parse(seeded) }),
    lastMs: Date.parse(last),
    startDevices() {
      const devices = [bin('@nexus/simulator'), 'firmware', '--speed', '1000'];
      children.push(spawn(process.execPath, devices, { env: environment(path), stdio: 'ignore' }));
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export interface Answered extends RunFinished {
  readonly events: readonly HostEvent[];
}

export interface HostOverOptions {
  readonly variables?: Record<string, string>;
  /** The bundled servers that the questions need: each other one would only take time from these. */
  readonly only: readonly string[];
}

/** A host over bundled servers of a data folder; whoever is asked says yes. */
export function hostOver(dataDir: string, { variables = {}, only }: HostOverOptions) {
  const approvals: { readonly tool: string; readonly shown: string }[] = [];
  let shown = '';
  const config = readHostConfig({
    cwd: dataDir,
    environment: { ...environment(dataDir), NEXUS_LLM_BACKEND: 'builtin', ...variables },
  });
  const servers = config.servers.filter(({ name }) => only.includes(name));
  const host = new NexusHost(
    { ...config, servers },
    {
      approve: async ({ tool }) => {
        approvals.push({ tool, shown });
        return 'once';
      },
    },
  );
  return {
    host,
    /** What was asked for, and what stood on the screen by then. */
    approvals,
    async ask(question: string): Promise<Answered> {
      const events: HostEvent[] = [];
      shown = '';
      const finished = await host.query(question, {
        onEvent: (event) => {
          events.push(event);
          if (event.type === 'text_delta') shown += event.text;
        },
      });
      return { ...finished, events };
    },
    /** Until the alert server has looked at the building. */
    async untilAlerts(): Promise<readonly { readonly alert_id: string }[]> {
      for (let attempt = 0; attempt < 300; attempt += 1) {
        const { structuredContent } = await host.callTool('list_active_alerts', {});
        const { alerts } = structuredContent as { readonly alerts: readonly { readonly alert_id: string }[] };
        if (alerts.length > 0) return alerts;
        await sleep(100);
      }
      throw new Error('the alert server raised no alert within 30 s');
    },
    [Symbol.asyncDispose]: () => host.shutdown(),
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { BuildingTime } from '@nexus/models';
import { type LanguageRuntime, Sandbox } from '@nexus/sandbox';
import { connect } from '@nexus/server-kit/testing';
import { ToolRunner } from '../src/calling/tool-runner.ts';
import type { Deps } from '../src/deps.ts';
import { server } from '../src/server.ts';
import { openDynamicToolStore } from '../src/store/index.ts';
import { tools } from '../src/tools/index.ts';

export const NOW_MS = Date.parse('2026-06-01T12:00:00Z');

export const ENERGY_USE = {
  name: 'energy_use_intensity',
  description: 'Energy use intensity of a zone in kWh/m2.',
  language: 'javascript',
  code: `export function main({ total_kwh, area_sqm }) {
  if (!(area_sqm > 0)) throw new RangeError('area_sqm must be above 0');
  const eui_value = total_kwh / area_sqm;
  return { eui_value, unit: 'kWh/m2', rating: eui_value < 100 ? 'good' : 'poor' };
}`,
  input_schema: {
    type: 'object',
    properties: { total_kwh: { type: 'number' }, area_sqm: { type: 'number', description: 'Floor area.' } },
    required: ['total_kwh', 'area_sqm'],
  },
  // 125,000 kWh on 2,500 m² are 50 kWh/m².
  examples: [
    { arguments: { total_kwh: 125_000, area_sqm: 2_500 }, result: { eui_value: 50, unit: 'kWh/m2', rating: 'good' } },
  ],
} as const;

export interface ToolsOptions {
  readonly path?: string;
  readonly approval?: boolean;
  readonly maxTools?: number;
  readonly runtimes?: readonly LanguageRuntime[];
  readonly callsPerMinute?: number;
  readonly now?: () => number;
}

/** What the server works with, over a registry in memory unless a path is given. */
export async function openDeps(options: ToolsOptions = {}): Promise<Deps> {
  const store = await openDynamicToolStore(options.path ?? ':memory:');
  const sandbox = new Sandbox({ poolSize: 1, runtimes: options.runtimes ?? [] });
  return {
    store,
    sandbox,
    runner: new ToolRunner(store, sandbox, { callsPerMinute: options.callsPerMinute ?? 600 }),
    needsApproval: options.approval ?? false,
    maxTools: options.maxTools ?? 100,
    languages: ['javascript', 'typescript', ...(options.runtimes ?? []).map(({ language }) => language)],
    ownNames: new Set(tools.map(({ name }) => name)),
    async [Symbol.asyncDispose]() {
      sandbox[Symbol.dispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** A client connected to the server, at noon of 2026-06-01 UTC. */
export async function connectTools(options: ToolsOptions = {}) {
  const deps = await openDeps(options);
  const time = new BuildingTime({ zone: 'UTC', now: options.now ?? (() => NOW_MS) });
  const connection = await connect(server, deps, { time });
  return {
    ...connection,
    deps,
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      await deps[Symbol.asyncDispose]();
    },
  };
}

export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(`${tmpdir()}/dynamic-tools-`);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

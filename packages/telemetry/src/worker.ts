// The thread that answers long questions: the same tools over connections of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { BuildingTime, NexusError } from '@nexus/models';
import type { Tool } from '@nexus/server-kit';
import type { Deps } from './deps.ts';
import { RegistryLink } from './lookup/registry-link.ts';
import type { Fault, FromWorker, ToWorker, WorkerSetup } from './offload/messages.ts';
import { openTelemetryStore } from './store/index.ts';
import { detectAnomalies } from './tools/detect-anomalies.ts';
import { getEnergyReport } from './tools/get-energy-report.ts';
import { getStatistics } from './tools/get-statistics.ts';
import { getTimeSeries } from './tools/get-time-series.ts';

type AnyTool = Tool<Deps>;

const tools = [detectAnomalies, getEnergyReport, getStatistics, getTimeSeries];
const { telemetryPath, registryPath } = workerData as WorkerSetup;
const port = parentPort;
if (!port) throw new Error('worker.ts is no program of its own');

const link = new RegistryLink(registryPath);
const telemetry = await openTelemetryStore(telemetryPath, { readOnly: true });
const deps: Deps = {
  telemetry,
  readOnly: true,
  worker: undefined,
  registry: () => link.open(),
  intake: refused,
  ledger: refused,
  async [Symbol.asyncDispose]() {},
};
const aborts = new Map<number, AbortController>();
const quiet = { debug() {}, info() {}, warning() {}, error() {} };
const tell = (message: FromWorker) => port.postMessage(message);

port.on('message', (message: ToWorker) => {
  if ('abort' in message) aborts.get(message.id)?.abort();
  else void answer(message);
});

async function answer({ id, tool, input, zone, now_ms }: Exclude<ToWorker, { abort: true }>): Promise<void> {
  const abort = new AbortController();
  aborts.set(id, abort);
  try {
    const called = tools.find(({ name }) => name === tool) as AnyTool | undefined;
    if (!called) throw new Error(`the worker has no tool ${tool}`);
    // The main thread has checked it against the tool's own schema.
    const output = await called.run(input as Record<string, unknown>, {
      deps,
      time: new BuildingTime({ zone, now: () => now_ms }),
      signal: abort.signal,
      log: quiet,
      principal: { kind: 'client', name: 'worker' },
      client: { canElicit: false, elicit: refused, createMessage: refused },
      progress: async (...progress) => tell({ id, progress }),
    });
    tell({ id, output });
  } catch (error) {
    tell({ id, fault: faultOf(error) });
  } finally {
    aborts.delete(id);
  }
}

function faultOf(error: unknown): Fault {
  if (NexusError.is(error)) return { code: error.code, message: error.message, hint: error.hint };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function refused(): Promise<never> {
  return Promise.reject(new NexusError('unavailable', 'A computation only reads.'));
}

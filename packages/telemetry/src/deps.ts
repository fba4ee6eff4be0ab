import type { DeviceRegistryStore } from '@nexus/device-registry/store';
import { promptFor, resourceFor, routeFor, toolFor } from '@nexus/server-kit';
import type { Intake } from './ingest/delivery.ts';
import type { ToolWorker } from './offload/tool-worker.ts';
import type { TelemetryStore } from './store/index.ts';
import type { IntakeLedger } from './store/intake-ledger.ts';

export interface Deps extends AsyncDisposable {
  readonly telemetry: TelemetryStore;
  readonly readOnly: boolean;
  /** Answers long questions; absent where they are answered in place. */
  readonly worker: ToolWorker | undefined;
  /** Names and places of devices; absent until the registry's database exists, which may be after the start. */
  registry(): Promise<DeviceRegistryStore | undefined>;
  /** Takes readings from outside. @throws {NexusError} `permission_denied` when the server is read-only. */
  intake(): Promise<Intake>;
  /** What came in by which way, in whatever process. */
  ledger(): Promise<IntakeLedger>;
}

export const defineTool = toolFor<Deps>();
export const defineResource = resourceFor<Deps>();
export const definePrompt = promptFor<Deps>();
export const defineRoute = routeFor<Deps>();

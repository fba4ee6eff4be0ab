import type { DeviceRegistryStore } from '@nexus/device-registry/store';
import { promptFor, resourceFor, toolFor } from '@nexus/server-kit';
import type { ToolWorker } from './offload/tool-worker.ts';
import type { TelemetryStore } from './store/index.ts';

export interface Deps extends AsyncDisposable {
  readonly telemetry: TelemetryStore;
  readonly readOnly: boolean;
  /** Answers long questions; absent where they are answered in place. */
  readonly worker: ToolWorker | undefined;
  /** Names and places of devices; absent until the registry's database exists, which may be after the start. */
  registry(): Promise<DeviceRegistryStore | undefined>;
}

export const defineTool = toolFor<Deps>();
export const defineResource = resourceFor<Deps>();
export const definePrompt = promptFor<Deps>();

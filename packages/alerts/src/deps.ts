import type { DeviceRegistryStore } from '@nexus/device-registry/store';
import type { TelemetryStore } from '@nexus/telemetry/store';
import { promptFor, resourceFor, toolFor } from '@nexus/server-kit';
import type { AlertStore } from './store/index.ts';

export interface Deps extends AsyncDisposable {
  readonly alerts: AlertStore;
  readonly readOnly: boolean;
  /** Absent, like the registry, until its database exists, which may be after the start. */
  telemetry(): Promise<TelemetryStore | undefined>;
  registry(): Promise<DeviceRegistryStore | undefined>;
}

export const defineTool = toolFor<Deps>();
export const defineResource = resourceFor<Deps>();
export const definePrompt = promptFor<Deps>();

import { promptFor, resourceFor, toolFor } from '@nexus/server-kit';
import type { DeviceRegistryStore } from './store/store.ts';

export interface Deps extends AsyncDisposable {
  readonly store: DeviceRegistryStore;
  readonly readOnly: boolean;
  /** Whether this process was given a broker to send firmware jobs by. */
  readonly hasBroker: boolean;
}

export const defineTool = toolFor<Deps>();
export const defineResource = resourceFor<Deps>();
export const definePrompt = promptFor<Deps>();

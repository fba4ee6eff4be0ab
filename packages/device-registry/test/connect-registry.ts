import { BuildingTime } from '@nexus/models';
import { connect } from '@nexus/server-kit/testing';
import type { Deps } from '../src/deps.ts';
import { server } from '../src/server.ts';
import { openDeviceRegistryStore } from '../src/store/index.ts';
import { DEVICES, IMPORT, NOW_MS, ZONES } from './building.ts';

/** A client connected to the server over a registry with the sample building, at noon of 2026-06-01 UTC. */
export async function connectRegistry(options: { readonly readOnly?: boolean; readonly empty?: boolean } = {}) {
  const store = await openDeviceRegistryStore(':memory:');
  if (options.empty !== true) await store.importInventory({ zones: ZONES, devices: DEVICES }, IMPORT);
  const readOnly = options.readOnly ?? false;
  const deps: Deps = { store, readOnly, hasBroker: false, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  const time = new BuildingTime({ zone: 'UTC', now: () => NOW_MS });
  const connection = await connect(server, deps, { readOnly, time });
  return {
    ...connection,
    store,
    deps,
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      await deps[Symbol.asyncDispose]();
    },
  };
}

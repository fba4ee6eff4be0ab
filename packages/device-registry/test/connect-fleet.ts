import { BuildingTime } from '@nexus/models';
import { connect, type ConnectOptions } from '@nexus/server-kit/testing';
import type { Deps } from '../src/deps.ts';
import { server } from '../src/server.ts';
import type { StoredDevice } from '../src/store/store.ts';
import { NOW_MS } from './building.ts';
import { openFleet } from './firmware/fleet.ts';

/** A client connected to the server over a registry with these devices, at noon of 2026-06-01 UTC. */
export async function connectFleet(
  devices: readonly StoredDevice[],
  options: Omit<ConnectOptions, 'time'> & { readonly hasBroker?: boolean } = {},
) {
  const store = await openFleet(devices);
  const { hasBroker = true, ...rest } = options;
  const dispose = () => store[Symbol.asyncDispose]();
  const deps: Deps = { store, readOnly: rest.readOnly ?? false, hasBroker, [Symbol.asyncDispose]: dispose };
  const time = new BuildingTime({ zone: 'UTC', now: () => NOW_MS });
  const connection = await connect(server, deps, { ...rest, time });
  return {
    ...connection,
    store,
    /** Plans and starts a roll-out of 2.4.1 over all temperature sensors. */
    async rollOut(waves: readonly string[] = ['1', 'rest']): Promise<string> {
      const plan = await connection.value('plan_firmware_rollout', {
        device_type: 'temperature_sensor',
        target_version: '2.4.1',
        waves,
      });
      const { plan_id } = plan;
      const rollout = await connection.value('start_firmware_rollout', { plan_id, reason: 'fixes the clock' });
      return String(rollout['rollout_id']);
    },
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      await dispose();
    },
  };
}

import type { Context } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';

/** Why no job reaches its device now; `undefined` when some process delivers them. */
export async function whyUndelivered({ deps, time }: Context<Deps>): Promise<string | undefined> {
  if (deps.hasBroker || (await deps.store.firmware.hasWorker(time.nowMs()))) return undefined;
  return 'No broker is configured (NEXUS_MQTT_URL), so jobs stay queued until a server with one runs.';
}

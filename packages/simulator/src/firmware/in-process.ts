import { setTimeout as sleep } from 'node:timers/promises';
import type { FirmwareStore } from '@nexus/device-registry/store';
import type { DeviceFleet } from './device-fleet.ts';

const BATCH = 500;
const LOOK_EVERY_MS = 250;

/**
 * One exchange between a registry and its devices without a broker between them: orders out, reports in, then the clock.
 *
 * @param guard Throws when another process may do so now.
 */
export async function exchange(
  firmware: FirmwareStore,
  fleet: DeviceFleet,
  at_ms: number,
  guard: () => void = () => {},
): Promise<void> {
  const orders = [...(await firmware.ordersUnderWay()), ...(await firmware.takeOrders(BATCH, guard))];
  for (const order of orders) fleet.receive(order, at_ms);
  if (orders.length > 0) {
    const ids = orders.map(({ execution_id }) => execution_id);
    await firmware.sent(ids, at_ms, guard);
  }
  const reports = fleet.take(at_ms);
  if (reports.length > 0) await firmware.report(reports, at_ms, guard);
  await firmware.timeOut(at_ms, guard);
  const over = (await firmware.ordersToRetract(BATCH)).map(({ execution_id }) => execution_id);
  if (over.length > 0) await firmware.retracted(over, guard);
}

/**
 * Exchanges until the signal aborts, in one process at a time.
 *
 * Devices begin again what they had begun when another process ended, as those at a broker do that find their orders
 * there; the registry passes over what they had said before.
 */
export async function answerInProcess(
  firmware: FirmwareStore,
  fleet: DeviceFleet,
  { now, signal }: { readonly now: () => number; readonly signal: AbortSignal },
): Promise<void> {
  let fault: unknown;
  await firmware.underLease({ signal, onError: (error) => (fault = error) }, async (guard, held) => {
    for (const order of await firmware.ordersAtWork()) fleet.receive(order, now());
    while (!held.aborted) {
      if (await firmware.hasWork()) await exchange(firmware, fleet, now(), guard);
      await sleep(LOOK_EVERY_MS, undefined, { signal: held }).catch(() => {});
    }
  });
  if (!signal.aborted && fault !== undefined) throw fault;
}

import type { PlacedDevice } from '@nexus/device-registry/store';
import { cleanText, nearest, NexusError } from '@nexus/models';
import type { Deps } from '../deps.ts';

export interface FoundDevice {
  readonly device_id: string;
  /** Absent for a device that only its readings tell of. */
  readonly registered?: PlacedDevice | undefined;
}

/**
 * The device with this id, else the one that the registry knows by this name.
 *
 * @throws {NexusError} `not_found` with the nearest candidates.
 */
export async function findDevice(deps: Deps, idOrName: string): Promise<FoundDevice> {
  const registry = await deps.registry();
  const [registered] = (await registry?.devicesById([idOrName])) ?? [];
  if (registered) return { device_id: registered.device_id, registered };
  const [series] = await deps.telemetry.series({ device_ids: [idOrName] });
  if (series) return { device_id: series.device_id };
  if (!registry) throw await notReporting(deps, idOrName);
  try {
    const device = await registry.resolveDevice(idOrName);
    return { device_id: device.device_id, registered: device };
  } catch (error) {
    if (!NexusError.is(error) || error.code !== 'not_found') throw error;
    const reporting = await nearestReporting(deps, idOrName);
    const known = new Set((await registry.devicesById(reporting)).map(({ device_id }) => device_id));
    const unregistered = reporting.filter((id) => !known.has(id));
    if (unregistered.length === 0) throw error;
    throw new NexusError('not_found', error.message, {
      hint: [error.hint, `Reporting without being registered: ${unregistered.join(', ')}.`].filter(Boolean).join(' '),
    });
  }
}

async function notReporting(deps: Deps, id: string): Promise<NexusError> {
  const candidates = await nearestReporting(deps, id);
  const advice = 'list_metrics names the devices that have readings.';
  return new NexusError('not_found', `There are no readings of a device "${cleanText(id, 80)}".`, {
    hint: candidates.length === 0 ? advice : `Nearest: ${candidates.join(', ')}. ${advice}`,
  });
}

async function nearestReporting(deps: Deps, id: string): Promise<string[]> {
  const series = await deps.telemetry.series({});
  return nearest(
    id,
    series.map(({ device_id }) => device_id),
  );
}

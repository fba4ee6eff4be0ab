import { defineResource } from '../deps.ts';
import { goodReadings } from '../domain/coverage.ts';
import { distributionOf } from '../domain/distribution.ts';
import { tidy } from '../domain/tidy.ts';
import { findDevice } from '../lookup/find-device.ts';
import { presentReading } from '../answers/reading.ts';
import { completeDevice, listedDevices } from '../lookup/reporting-devices.ts';

const HOUR_MS = 3_600_000;

export const deviceSummary = defineResource({
  name: 'device-summary',
  title: 'Last hour of a device',
  description:
    'Latest reading of every metric of a device, and least, greatest and number of its good readings of the last hour.',
  mimeType: 'application/json',
  uriTemplate: 'telemetry://{device_id}/summary',
  async read({ device_id: idOrName = '' }, { deps, time }) {
    const { device_id, registered } = await findDevice(deps, idOrName);
    const now_ms = time.nowMs();
    const window = { start_ms: now_ms - HOUR_MS, end_ms: now_ms };
    const latest = await deps.telemetry.latest([device_id]);
    const metrics = await Promise.all(
      latest.map(async (reading) => {
        const { metric, unit, ...newest } = presentReading(reading, time);
        const { value: values } = goodReadings(await deps.telemetry.range(device_id, metric, window));
        const distribution = distributionOf(values);
        return {
          metric,
          unit,
          latest: newest,
          ...(distribution ? { min: tidy(distribution.min), max: tidy(distribution.max) } : {}),
          n: values.length,
        };
      }),
    );
    return {
      device_id,
      ...(registered ? { device_name: registered.name, zone_name: registered.zone_name } : {}),
      window: time.onWire(window),
      metrics,
    };
  },
  /** New readings change it; that the hour moves on does not. */
  async version({ device_id: idOrName = '' }, { deps }) {
    const { device_id } = await findDevice(deps, idOrName);
    const latest = await deps.telemetry.latest([device_id]);
    const series = await deps.telemetry.series({ device_ids: [device_id] });
    return JSON.stringify([latest, series.map(({ count }) => count)]);
  },
  list: ({ deps }) => listedDevices(deps),
  complete: { device_id: (typed, { deps }) => completeDevice(deps, typed) },
});

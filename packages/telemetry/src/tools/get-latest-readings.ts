import * as z from 'zod';
import { askedMetricsOutput, narrowToMetrics } from '../answers/asked-metrics.ts';
import { PresentedReading, presentReading } from '../answers/reading.ts';
import { deviceArgument, metricsArgument } from '../arguments/series.ts';
import { defineTool } from '../deps.ts';
import { findDevice } from '../lookup/find-device.ts';

export const getLatestReadings = defineTool({
  name: 'get_latest_readings',
  title: 'Latest readings of a device',
  description:
    'Newest reading of each metric of one device, with unit, quality and age. For a room or a whole zone use get_zone_snapshot.',
  access: 'read',
  input: z.strictObject({ device_id: deviceArgument, metrics: metricsArgument }),
  output: z.object({
    device_id: z.string(),
    device_name: z.string().optional(),
    zone_name: z.string().optional(),
    readings: z.array(PresentedReading),
    ...askedMetricsOutput,
  }),
  async run({ device_id: idOrName, metrics }, { deps, time }) {
    const { device_id, registered } = await findDevice(deps, idOrName);
    const { matching, told } = narrowToMetrics(await deps.telemetry.latest([device_id]), metrics);
    return {
      device_id,
      ...(registered ? { device_name: registered.name, zone_name: registered.zone_name } : {}),
      readings: matching.map((reading) => presentReading(reading, time)),
      ...told,
    };
  },
});

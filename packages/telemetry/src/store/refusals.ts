import { cleanText, resolveMetric } from '@nexus/models';
import { MAX_DEVICE_ID, readingFault, reasonOf } from './reading-check.ts';
import type { Reading, RefusedReading, SeriesInfo, TelemetryStore } from './store.ts';
import { unitConversion } from './unit-conversion.ts';

/** All that `ingest` refused of a batch, by its own rules, when its report named only the first. */
export async function refusalsAmong(
  store: Pick<TelemetryStore, 'series'>,
  readings: readonly Reading[],
): Promise<RefusedReading[]> {
  const sound = readings.filter((reading) => readingFault(reading) === undefined);
  const device_ids = [...new Set(sound.map(({ device_id }) => cleanText(device_id)))];
  const units = new Map((await store.series({ device_ids })).map((one) => [seriesKey(one), one.unit]));
  return readings.flatMap((reading, index) => {
    const reason = readingFault(reading) ?? misfit(reading, units);
    return reason === undefined ? [] : [{ index, reason }];
  });
}

/** Why a reading that is sound in itself does not fit its series. */
function misfit(reading: Reading, units: ReadonlyMap<string, string>): string | undefined {
  try {
    const device_id = cleanText(reading.device_id);
    const metric = resolveMetric(reading.metric);
    if (device_id === '' || device_id.length > MAX_DEVICE_ID) {
      return `device_id is empty or longer than ${MAX_DEVICE_ID} characters`;
    }
    const { convert } = unitConversion(metric, reading.unit, units.get(seriesKey({ device_id, metric })));
    if (reading.value !== null) convert?.(reading.value);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function seriesKey({ device_id, metric }: Pick<SeriesInfo, 'device_id' | 'metric'>): string {
  return JSON.stringify([device_id, metric]);
}

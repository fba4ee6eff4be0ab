import type { Delivery } from '../../src/ingest/delivery.ts';
import type { Reading } from '../../src/store/index.ts';

/** A message of some readings over MQTT. */
export function delivery(readings: readonly Reading[], over: Partial<Delivery> = {}): Delivery {
  return { origin: 'mqtt', source: 'a/topic', readings, rejections: [], devices: [], isRetained: false, ...over };
}

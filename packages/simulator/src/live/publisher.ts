import type { Reading } from '@nexus/telemetry/store';
import type { Broker } from '../cli/config.ts';

/** What sends readings as the devices of a building do. */
export interface Publisher extends AsyncDisposable {
  /** Resolves when the broker has all of them, or the signal aborts. */
  all(readings: Iterable<Reading>, signal: AbortSignal): Promise<void>;
}

/**
 * Connects to a broker.
 *
 * @param places Building of each device.
 */
export async function publisher(broker: Broker, places: ReadonlyMap<string, string | undefined>): Promise<Publisher> {
  const { connectAsync } = await import('mqtt'); // most commands need no broker
  const { url, username, password } = broker;
  const client = await connectAsync(url, {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  });
  return {
    async all(readings, signal) {
      const sent: Promise<unknown>[] = [];
      for (const { device_id, metric, timestamp_ms, value, unit, quality } of readings) {
        const topic = `nexus/v1/${places.get(device_id) ?? 'demo'}/${device_id}/${metric}`;
        const payload = { timestamp: new Date(timestamp_ms).toISOString(), value, unit, quality };
        sent.push(client.publishAsync(topic, JSON.stringify(payload), { qos: 1 }));
      }
      const aborted = Promise.withResolvers<void>();
      const abort = () => aborted.resolve();
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      // A broker that went away is waited for: the client connects again, and sends what is not acknowledged.
      await Promise.race([Promise.all(sent), aborted.promise]).finally(() =>
        signal.removeEventListener('abort', abort),
      );
    },
    [Symbol.asyncDispose]: () => client.endAsync(true),
  };
}

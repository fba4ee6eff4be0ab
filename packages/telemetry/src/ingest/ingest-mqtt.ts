import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nexus/server-kit';
import { runUnderLease } from '@nexus/server-kit/sqlite';
import { openLeaseFile } from '../store/lease-file.ts';
import type { Intake } from './delivery.ts';
import type { MqttSettings } from './mqtt/mqtt-ingest.ts';

/** Later than the first request of a client that waits for the start. */
const START_AFTER_MS = 200;

export interface MqttWork {
  readonly settings: MqttSettings;
  readonly telemetryPath: string;
  readonly intake: () => Promise<Intake>;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Takes readings from an MQTT broker, in one of the processes that share the database, until `signal` aborts.
 *
 * @throws {NexusError} for a mapping or another file that is wrong.
 */
export async function ingestMqtt({ settings, telemetryPath, intake, log, signal }: MqttWork): Promise<void> {
  await sleep(START_AFTER_MS, undefined, { signal, ref: false }).catch(() => {});
  if (signal.aborted) return;
  const file = await openLeaseFile(telemetryPath);
  const onError = (error: unknown) => log.warning('MQTT: the lease could not be looked at', { error });
  try {
    await runUnderLease({ file, name: 'mqtt', signal, onError }, async (held) => {
      const { MqttIngest } = await import('#mqtt');
      const ingest = await MqttIngest.prepare(settings, await intake(), log);
      log.info('MQTT: this process takes the readings in');
      await ingest.run(held.signal);
    });
  } finally {
    file.close();
  }
}

import { dataPath } from '@nexus/models/environment';
import type { OpenContext } from '@nexus/server-kit';
import type { Settings } from './config.ts';
import type { Deps } from './deps.ts';
import { ingestMqtt } from './ingest/ingest-mqtt.ts';
import { mqttSettings } from './ingest/mqtt-variables.ts';
import { dropOldDays } from './store/drop-old-days.ts';

interface Running extends OpenContext {
  readonly deps: Deps;
  readonly signal: AbortSignal;
}

/** Takes readings in from a broker and drops old days, where that is set. */
export async function background(
  { dataDir, readOnly, ...config }: Settings,
  { deps, log, time, signal }: Running,
): Promise<void> {
  if (readOnly) return;
  const telemetryPath = dataPath(dataDir, config.NEXUS_TELEMETRY_DB_PATH);
  const { NEXUS_RETENTION_DAYS: days } = config;
  const settings = mqttSettings(config, telemetryPath);
  await Promise.all([
    settings && ingestMqtt({ settings, telemetryPath, intake: () => deps.intake(), log, signal }),
    days &&
      dropOldDays({
        telemetry: deps.telemetry,
        telemetryPath,
        days,
        nowMs: () => time.nowMs(),
        signal,
        onDropped: (readings) => log.info('old readings were dropped', { readings, days }),
        onError: (error) => log.warning('old readings could not be dropped', { error }),
      }),
  ]);
}

import { dataPath } from '@nexus/models/environment';
import { defineServer } from '@nexus/server-kit';
import * as z from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import { commands } from './commands/index.ts';
import type { Deps } from './deps.ts';
import { ToolWorker } from './offload/tool-worker.ts';
import { ingestMqtt } from './ingest/ingest-mqtt.ts';
import { IntakeLink } from './ingest/intake-link.ts';
import { mqttSettings, mqttVariables } from './ingest/mqtt-variables.ts';
import { prompts } from './prompts/index.ts';
import { RegistryLink } from './lookup/registry-link.ts';
import { resources } from './resources/index.ts';
import { routes } from './routes/index.ts';
import { dropOldDays } from './store/drop-old-days.ts';
import { openTelemetryStore } from './store/index.ts';
import { tools } from './tools/index.ts';

export const server = defineServer({
  name: 'nexus-telemetry',
  title: 'Telemetry',
  version: packageJson.version,
  description: "A building's sensor readings: latest values, series, statistics, anomalies and energy.",
  instructions:
    'Readings of devices. For "now" use get_zone_snapshot (by the name of a room) or get_latest_readings (by device); ' +
    'for a course get_time_series; for figures get_statistics; for what is unusual detect_anomalies; for kWh always ' +
    'get_energy_report. Devices may be named by id or name, metrics in everyday words. Say unit, quality and age with ' +
    'every value.',
  port: 8002,
  config: z.object({
    NEXUS_TELEMETRY_DB_PATH: z.string().default('telemetry.db').describe('Database of the readings.'),
    NEXUS_DEVICE_DB_PATH: z
      .string()
      .default('device_registry.db')
      .describe(
        'Database of the device registry, where it exists: names and places, and where devices that send appear.',
      ),
    NEXUS_RETENTION_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(36_500)
      .optional()
      .describe('Days for which readings are kept, UTC days whole; by default all are.'),
    ...mqttVariables,
  }),
  async open({ dataDir, readOnly, ...config }, { log, time }): Promise<Deps> {
    const telemetryPath = dataPath(dataDir, config.NEXUS_TELEMETRY_DB_PATH);
    const registryPath = dataPath(dataDir, config.NEXUS_DEVICE_DB_PATH);
    const telemetry = await openTelemetryStore(telemetryPath);
    const link = new RegistryLink(registryPath);
    const worker = new ToolWorker({ telemetryPath, registryPath });
    const intake = new IntakeLink({ telemetry, telemetryPath, registryPath, readOnly, log, time });
    return {
      telemetry,
      worker,
      readOnly,
      registry: () => link.open(),
      intake: () => intake.intake(),
      ledger: () => intake.ledger(),
      async [Symbol.asyncDispose]() {
        await worker[Symbol.asyncDispose]();
        await intake[Symbol.asyncDispose]();
        await link[Symbol.asyncDispose]();
        await telemetry[Symbol.asyncDispose]();
      },
    };
  },
  async background({ dataDir, readOnly, ...config }, { deps, log, time, signal }) {
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
  },
  tools,
  resources,
  prompts,
  commands,
  routes,
});

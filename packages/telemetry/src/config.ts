import type { PlatformConfig } from '@nexus/server-kit';
import * as z from 'zod';
import { mqttVariables } from './ingest/mqtt-variables.ts';

export const config = z.object({
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
});

export type Settings = z.output<typeof config> & PlatformConfig;

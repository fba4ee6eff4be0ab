import { dataPath, defaultDataDir, type Environment, timeZone } from '@nexus/models/environment';
import { resolve } from 'node:path';
import * as z from 'zod';

/** The variables of the servers that the simulator feeds. */
export const simulatorVariables = z.object({
  NEXUS_DATA_DIR: z.string().optional(),
  NEXUS_DEVICE_DB_PATH: z.string().default('device_registry.db'),
  NEXUS_TELEMETRY_DB_PATH: z.string().default('telemetry.db'),
  NEXUS_TIMEZONE: timeZone,
  NEXUS_MQTT_URL: z.string().optional(),
  NEXUS_MQTT_USERNAME: z.string().optional(),
  NEXUS_MQTT_PASSWORD: z.string().optional(),
});

export interface Broker {
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export function brokerOf(config: z.output<typeof simulatorVariables>): Broker | undefined {
  const { NEXUS_MQTT_URL: url, NEXUS_MQTT_USERNAME: username, NEXUS_MQTT_PASSWORD: password } = config;
  return url === undefined ? undefined : { url, username, password };
}

export interface PlatformPaths {
  readonly registry: string;
  readonly telemetry: string;
}

export function platformPaths(config: z.output<typeof simulatorVariables>, environment: Environment): PlatformPaths {
  const dataDir = resolve(config.NEXUS_DATA_DIR ?? defaultDataDir(environment));
  return {
    registry: dataPath(dataDir, config.NEXUS_DEVICE_DB_PATH),
    telemetry: dataPath(dataDir, config.NEXUS_TELEMETRY_DB_PATH),
  };
}

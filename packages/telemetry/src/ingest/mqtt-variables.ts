import { brokerSettings, brokerVariables } from '@nexus/models/broker';
import * as z from 'zod';
import type { MqttSettings } from './mqtt/mqtt-ingest.ts';

/** The variables that say where readings come from over MQTT. */
export const mqttVariables = {
  ...brokerVariables('to take readings from'),
  NEXUS_MQTT_CLIENT_ID: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ and -')
    .optional()
    .describe('Name at the broker; by default one that is made once, and kept beside the database.'),
  NEXUS_MQTT_SHARED_GROUP: z
    .string()
    .regex(/^[^+#/\s]{1,64}$/, 'must not have +, #, / or spaces')
    .optional()
    .describe('Group of a shared subscription: each message goes to one installation of the group.'),
  NEXUS_MQTT_DISCOVERY_PREFIX: z
    .string()
    .regex(/^[^+#$\s]{1,200}$/, 'must be a topic without wildcards')
    .default('homeassistant')
    .describe('Where devices announce themselves as for Home Assistant; off reads no announcements.'),
  NEXUS_MQTT_MAPPING: z.string().optional().describe('YAML or JSON file that maps other topics to readings.'),
};

type MqttVariables = z.output<z.ZodObject<typeof mqttVariables>>;

/** `undefined` without a broker. */
export function mqttSettings(config: MqttVariables, telemetryPath: string): MqttSettings | undefined {
  const { NEXUS_MQTT_DISCOVERY_PREFIX: prefix } = config;
  const broker = brokerSettings(config);
  if (broker === undefined) return undefined;
  return {
    broker,
    clientId: config.NEXUS_MQTT_CLIENT_ID,
    clientIdFile: telemetryPath === ':memory:' ? undefined : `${telemetryPath}.mqtt-client-id`,
    sharedGroup: config.NEXUS_MQTT_SHARED_GROUP,
    discoveryPrefix: prefix === 'off' ? undefined : prefix.replace(/\/+$/, ''),
    mappingFile: config.NEXUS_MQTT_MAPPING,
  };
}

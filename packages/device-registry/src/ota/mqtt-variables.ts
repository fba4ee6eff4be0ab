import * as z from 'zod';
import type { BrokerSettings } from './mqtt/mqtt-channel.ts';

const BROKER = /^(mqtts?|wss?):\/\/[^/\s]+/;

/** The variables that say by which broker devices get their jobs. */
export const mqttVariables = {
  NEXUS_MQTT_URL: z
    .string()
    .refine(
      (url) => BROKER.test(url) && URL.canParse(url),
      'must be an address such as mqtt://broker:1883, mqtts://… or wss://…',
    )
    .optional()
    .describe('MQTT broker to send firmware jobs by, such as mqtt://broker:1883; mqtts, ws and wss too.'),
  NEXUS_MQTT_USERNAME: z.string().optional().describe('User at the broker, where the address names none.'),
  NEXUS_MQTT_PASSWORD: z.string().optional().describe('Password at the broker, where the address has none.'),
  NEXUS_MQTT_CA_FILE: z
    .string()
    .optional()
    .describe("PEM file of the authority that signed the broker's certificate, where the system knows it not."),
};

/** `undefined` without a broker. */
export function brokerSettings(config: z.output<z.ZodObject<typeof mqttVariables>>): BrokerSettings | undefined {
  const { NEXUS_MQTT_URL: url, NEXUS_MQTT_USERNAME: username, NEXUS_MQTT_PASSWORD: password } = config;
  return url === undefined ? undefined : { url, username, password, caFile: config.NEXUS_MQTT_CA_FILE };
}

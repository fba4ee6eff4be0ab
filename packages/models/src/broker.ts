import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { NexusError } from './errors.ts';

const PORTS = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;
type Protocol = keyof typeof PORTS;
const ADDRESS = /^(mqtts?|wss?):\/\/[^/\s]+/;

/** The variables by which every server finds the broker. @param use What it is to this server, in one sentence part. */
export function brokerVariables(use: string) {
  return {
    NEXUS_MQTT_URL: z
      .string()
      .refine(
        (url) => ADDRESS.test(url) && URL.canParse(url),
        'must be an address such as mqtt://broker:1883, mqtts://… or wss://…',
      )
      .optional()
      .describe(`MQTT broker ${use}, such as mqtt://broker:1883; mqtts, ws and wss too.`),
    NEXUS_MQTT_USERNAME: z.string().optional().describe('User at the broker, where the address names none.'),
    NEXUS_MQTT_PASSWORD: z.string().optional().describe('Password at the broker, where the address has none.'),
    NEXUS_MQTT_CA_FILE: z
      .string()
      .optional()
      .describe("PEM file of the authority that signed the broker's certificate, where the system knows it not."),
  };
}

/** `undefined` without a broker. */
export function brokerSettings(
  config: z.output<z.ZodObject<ReturnType<typeof brokerVariables>>>,
): BrokerSettings | undefined {
  const { NEXUS_MQTT_URL: url, NEXUS_MQTT_USERNAME: username, NEXUS_MQTT_PASSWORD: password } = config;
  return url === undefined ? undefined : { url, username, password, caFile: config.NEXUS_MQTT_CA_FILE };
}

/** What the environment says of the broker. */
export interface BrokerSettings {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:`, with user and password if they are not given apart. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM file of the authority that signed the broker's certificate. */
  readonly caFile?: string | undefined;
}

/** A broker to connect to. */
export interface Broker {
  /** Without user and password; for the log. */
  readonly address: string;
  /** As the MQTT library takes them; its own reading of a URL prints a warning of Node's. */
  readonly options: BrokerOptions;
}

interface BrokerOptions {
  readonly protocol: Protocol;
  readonly hostname: string;
  readonly port: number;
  readonly path?: string;
  readonly username?: string;
  readonly password?: string;
  readonly ca?: Buffer;
}

/** @throws {NexusError} `invalid_argument` for an address that is none, `unavailable` for a CA file that cannot be read. */
export function brokerOf({ url, username, password, caFile }: BrokerSettings): Broker {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const protocol = parsed?.protocol.slice(0, -1) ?? '';
  if (!parsed || !isProtocol(protocol) || parsed.hostname === '') {
    throw new NexusError('invalid_argument', 'NEXUS_MQTT_URL is no address of a broker.', {
      hint: 'It looks like mqtt://broker:1883, mqtts://broker:8883, ws://broker/mqtt or wss://broker/mqtt.',
    });
  }
  const port = parsed.port === '' ? PORTS[protocol] : Number(parsed.port);
  const user = username ?? decodeURIComponent(parsed.username);
  const secret = password ?? decodeURIComponent(parsed.password);
  return {
    address: `${protocol}://${parsed.hostname}:${port}`,
    options: {
      protocol,
      // An IPv6 address has brackets in a URL only.
      hostname: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
      port,
      ...(protocol.startsWith('ws') ? { path: `${parsed.pathname}${parsed.search}` } : {}),
      ...(user === '' ? {} : { username: user }),
      ...(secret === '' ? {} : { password: secret }),
      ...(caFile === undefined ? {} : { ca: readCa(caFile) }),
    },
  };
}

function isProtocol(text: string): text is Protocol {
  return Object.hasOwn(PORTS, text);
}

function readCa(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new NexusError('unavailable', `${path} cannot be read.`, { hint: 'See NEXUS_MQTT_CA_FILE.', cause });
  }
}

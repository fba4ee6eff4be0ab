import { readFileSync } from 'node:fs';
import { NexusError } from '@nexus/models';
import type { IClientOptions } from 'mqtt';

const PORTS = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;
type Protocol = keyof typeof PORTS;

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
  readonly options: IClientOptions;
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

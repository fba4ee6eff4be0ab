import { BlockList, isIP } from 'node:net';
import { NexusError } from '@nexus/models';

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** Stands in for a key where none is set: the SDK insists on one, most local servers ignore it. */
export const NO_KEY = 'local';

/** Where an OpenAI-compatible server answers. */
export interface ServerAddress {
  /** Without query and without a slash at the end. */
  readonly base_url: string;
  /** Goes along with every request, such as Azure's `api-version`. */
  readonly query: Readonly<Record<string, string>>;
  /** On this machine or in a private network. */
  readonly isLocal: boolean;
  /** Azure OpenAI, which wants its key in a header of its own. */
  readonly isAzure: boolean;
}

/** Reads a base URL such as `http://localhost:11434/v1`. @throws {NexusError} `invalid_argument` when it is none. */
export function readServerAddress(baseUrl: string): ServerAddress {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new NexusError('invalid_argument', 'The base URL of the model server is not an http or https URL.', {
      hint: 'Set NEXUS_REMOTE_API_BASE_URL to something like http://localhost:11434/v1.',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new NexusError('invalid_argument', 'The base URL of the model server carries a user name or password.', {
      hint: 'Take it out of NEXUS_REMOTE_API_BASE_URL and set NEXUS_REMOTE_API_KEY.',
    });
  }
  const host = url.hostname.replace(/^\[|\]$/gu, '').toLowerCase();
  return {
    base_url: url.origin + url.pathname.replace(/\/+$/u, ''),
    query: Object.fromEntries(url.searchParams),
    isLocal: isLocalHost(host),
    isAzure: host.endsWith('.openai.azure.com') || host.endsWith('.cognitiveservices.azure.com'),
  };
}

/** The headers of every request to a server at this address. */
export function requestHeaders({ isAzure }: ServerAddress, apiKey: string): Record<string, string> {
  return {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    authorization: `Bearer ${apiKey}`,
    'user-agent': 'nexusiot',
    ...(isAzure && { 'api-key': apiKey }),
  };
}

function isLocalHost(host: string): boolean {
  const version = isIP(host);
  if (version !== 0) return localNetworks().check(host, version === 6 ? 'ipv6' : 'ipv4');
  return host === 'localhost' || ['.localhost', '.local', '.internal'].some((suffix) => host.endsWith(suffix));
}

function localNetworks(): BlockList {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8);
  list.addSubnet('10.0.0.0', 8);
  list.addSubnet('172.16.0.0', 12);
  list.addSubnet('192.168.0.0', 16);
  list.addSubnet('::1', 128, 'ipv6');
  list.addSubnet('fc00::', 7, 'ipv6');
  return list;
}

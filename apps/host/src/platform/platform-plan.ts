import { resolve } from 'node:path';
import { NexusError } from '@nexus/models';
import { dataFolderId, defaultDataDir, type Environment } from '@nexus/models/environment';
import { BUNDLED_SERVERS, packageBin, platformEnvironment } from '../servers/bundled.ts';
import type { ProgramSpec } from './supervised-program.ts';

/** Where a bundled server is reached, and whether `nexus up` runs it. */
export interface PlannedServer {
  readonly name: string;
  /** As it names itself. */
  readonly serverName: string;
  readonly url: string;
  readonly urlVariable: string;
  /** On this machine; one elsewhere is only named. */
  readonly isLocal: boolean;
}

/** What `nexus up` runs. */
export interface PlatformPlan {
  readonly dataDir: string;
  readonly dataId: string;
  readonly servers: readonly PlannedServer[];
  /** Undefined: a broker is brought along. */
  readonly mqttUrl: string | undefined;
}

const LOOPBACK: Readonly<Record<string, string>> = { localhost: '127.0.0.1', '127.0.0.1': '127.0.0.1', '[::1]': '::1' };

/** Node keeps so many MiB for young objects at most: idle servers would keep three times as much in memory. */
const NODE_ARGS = ['--max-semi-space-size=1'];

/** @throws {NexusError} `invalid_argument` when the addresses cannot be served, with every fault. */
export function planPlatform(environment: Environment): PlatformPlan {
  const dataDir = dataDirOf(environment);
  const servers = BUNDLED_SERVERS.map((server) => plan(server, environment));
  const faults = [...faultsOf(servers)];
  if (faults.length > 0) {
    throw new NexusError(
      'invalid_argument',
      `The servers cannot be run:\n${faults.map((each) => `  ${each}`).join('\n')}`,
      {
        hint: 'Each needs an address of its own, such as http://localhost:8001/mcp.',
      },
    );
  }
  return {
    dataDir,
    dataId: dataFolderId(dataDir),
    servers,
    mqttUrl: environment['NEXUS_MQTT_URL']?.trim() || undefined,
  };
}

/** The folder of the databases, as the servers find it. */
export function dataDirOf(environment: Environment): string {
  return resolve(environment['NEXUS_DATA_DIR']?.trim() || defaultDataDir(environment));
}

/** Where the bundled servers are, or would be. */
export function plan(
  { name, package: packageName, urlVariable, port }: (typeof BUNDLED_SERVERS)[number],
  environment: Environment,
): PlannedServer {
  const url = environment[urlVariable]?.trim() || `http://localhost:${port}/mcp`;
  const isLocal = URL.canParse(url) && new URL(url).hostname in LOOPBACK;
  return { name, serverName: packageName.replace('@nexus/', 'nexus-'), url, urlVariable, isLocal };
}

function* faultsOf(servers: readonly PlannedServer[]): Generator<string> {
  const taken = new Map<string, string>();
  for (const { url, urlVariable, isLocal } of servers) {
    if (!URL.canParse(url)) yield `${urlVariable}: ${url} is not a URL`;
    else if (isLocal) {
      const { protocol, port, pathname, host } = new URL(url);
      if (protocol !== 'http:' || pathname !== '/mcp') yield `${urlVariable}: ${url} must be http, and end in /mcp`;
      const other = taken.get(port);
      if (other !== undefined) yield `${urlVariable}: ${host} is also that of ${other}`;
      taken.set(port, urlVariable);
    }
  }
}

/** The programs of the servers on this machine. */
export function serverPrograms({ servers }: PlatformPlan, environment: Environment, mqttUrl: string): ProgramSpec[] {
  const token = environment['NEXUS_AUTH_TOKEN'];
  const env = {
    ...inherited(),
    ...platformEnvironment(environment),
    NEXUS_MQTT_URL: mqttUrl,
    ...(token !== undefined && { NEXUS_AUTH_TOKEN: token }),
  };
  return servers
    .filter(({ isLocal }) => isLocal)
    .map(({ name, serverName, url }) => {
      const { hostname, port } = new URL(url);
      const host = LOOPBACK[hostname] ?? hostname;
      return {
        name,
        script: packageBin(serverName.replace('nexus-', '@nexus/')),
        args: ['--http', '--host', host, '--port', port || '80'],
        env,
        nodeArgs: NODE_ARGS,
        server: { url, name: serverName },
      };
    });
}

/** The demo building's devices, which send what they measure. */
export function simulatorProgram(environment: Environment, mqttUrl: string): ProgramSpec {
  return {
    name: 'simulator',
    script: packageBin('@nexus/simulator'),
    args: ['live'],
    env: { ...inherited(), ...platformEnvironment(environment), NEXUS_MQTT_URL: mqttUrl },
    nodeArgs: NODE_ARGS,
  };
}

/** What any program needs of this process's own environment. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

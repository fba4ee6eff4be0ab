import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NexusError } from '@nexus/models';
import type { Environment } from '@nexus/models/environment';
import type { ServerTarget } from './server-target.ts';

interface BundledServer {
  readonly name: string;
  readonly package: string;
  /** The variable that names a running instance; without it the server is started as a child. */
  readonly urlVariable: string;
  /** Over HTTP, unless the variable names another. */
  readonly port: number;
}

/** The servers of the platform that the host brings along. */
export const BUNDLED_SERVERS: readonly BundledServer[] = [
  { name: 'device-registry', package: '@nexus/device-registry', urlVariable: 'NEXUS_DEVICE_SERVER_URL', port: 8001 },
  { name: 'telemetry', package: '@nexus/telemetry', urlVariable: 'NEXUS_TELEMETRY_SERVER_URL', port: 8002 },
  { name: 'alerts', package: '@nexus/alerts', urlVariable: 'NEXUS_ALERT_SERVER_URL', port: 8003 },
  { name: 'dynamic-tools', package: '@nexus/dynamic-tools', urlVariable: 'NEXUS_DYNAMIC_SERVER_URL', port: 8004 },
];

// The model's key and the servers' token are no business of a child that speaks stdio.
const KEPT_BACK = /^NEXUS_(?:REMOTE_|LOCAL_MODEL|LLM_|AUTH_TOKEN)/u;
const PASSED_ON = /^(?:NEXUS_|XDG_)|^(?:TZ|LANG|LC_ALL|LOCALAPPDATA|APPDATA|NODE_EXTRA_CA_CERTS)$/u;

/** What a program of the platform gets from the environment, beside what every child gets. */
export function platformEnvironment(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && PASSED_ON.test(entry[0]) && !KEPT_BACK.test(entry[0]),
    ),
  );
}

/** The bundled servers, as children or where the environment says that they already run. */
export function bundledTargets(environment: Environment): ServerTarget[] {
  return BUNDLED_SERVERS.map(({ name, package: packageName, urlVariable }) => {
    const url = environment[urlVariable]?.trim();
    if (url) return { kind: 'http', name, url, headers: bearer(environment), trusted: true };
    return {
      kind: 'stdio',
      name,
      command: process.execPath,
      args: [packageBin(packageName)],
      env: platformEnvironment(environment),
      trusted: true,
    };
  });
}

/**
 * The path of a package's only program.
 *
 * @throws {NexusError} `unavailable` when the package is not installed.
 */
export function packageBin(packageName: string): string {
  const manifestPath = resolveManifest(packageName);
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { readonly bin: Readonly<Record<string, string>> };
  const [bin = ''] = Object.values(manifest.bin);
  return join(dirname(manifestPath), bin);
}

function resolveManifest(packageName: string): string {
  try {
    return createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  } catch (cause) {
    throw new NexusError('unavailable', `The package ${packageName} is not installed.`, {
      hint: `Install it beside the host: npm install ${packageName}.`,
      cause,
    });
  }
}

function bearer(environment: Environment): Record<string, string> {
  const token = environment['NEXUS_AUTH_TOKEN'];
  return token ? { authorization: `Bearer ${token}` } : {};
}

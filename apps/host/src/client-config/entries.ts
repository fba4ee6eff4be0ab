import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Environment } from '@nexus/models/environment';
import { BUNDLED_SERVERS, packageBin } from '../servers/bundled.ts';

/** `local` names files of this installation; `npx` has the published packages fetched. */
export type EntryForm = 'local' | 'npx';

/** How a client starts one server. */
export interface ServerEntry {
  readonly type?: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Settings that the servers need and that are no secret: the client starts them without this shell. */
const PASSED_ON = [
  'NEXUS_TIMEZONE',
  'NEXUS_READ_ONLY',
  'NEXUS_DEVICE_DB_PATH',
  'NEXUS_TELEMETRY_DB_PATH',
  'NEXUS_ALERT_DB_PATH',
  'NEXUS_DYNAMIC_DB_PATH',
  'NEXUS_DYNAMIC_APPROVAL',
];

/** The bundled servers by the names that a client shows. */
export function serverEntries(
  environment: Environment,
  { form, typed }: { readonly form: EntryForm; readonly typed: boolean },
  platform: NodeJS.Platform = process.platform,
): Readonly<Record<string, ServerEntry>> {
  const env = settingsOf(environment);
  return Object.fromEntries(
    BUNDLED_SERVERS.map(({ name, package: packageName }) => [
      `nexus-${name}`,
      {
        ...(typed && { type: 'stdio' as const }),
        ...(form === 'local'
          ? { command: process.execPath, args: [packageBin(packageName)] }
          : npx(packageName, platform)),
        ...(Object.keys(env).length > 0 && { env }),
      },
    ]),
  );
}

/** A checkout is no place that npx knows; an installed package is. */
export function usualForm(): EntryForm {
  const script = realpathSync(packageBin(BUNDLED_SERVERS[0]?.package ?? ''));
  return script.includes(`${sep}node_modules${sep}@nexus${sep}`) ? 'npx' : 'local';
}

/** On Windows npx is a script, which only a shell starts. */
function npx(packageName: string, platform: NodeJS.Platform): Pick<ServerEntry, 'command' | 'args'> {
  const args = ['-y', packageName];
  return platform === 'win32' ? { command: 'cmd', args: ['/c', 'npx', ...args] } : { command: 'npx', args };
}

function settingsOf(environment: Environment): Record<string, string> {
  const folder = environment['NEXUS_DATA_DIR']?.trim();
  const others = PASSED_ON.flatMap((name) => {
    const value = environment[name]?.trim();
    return value ? [[name, value] as const] : [];
  });
  // The client's working directory is another one.
  return { ...(folder && { NEXUS_DATA_DIR: resolve(folder) }), ...Object.fromEntries(others) };
}

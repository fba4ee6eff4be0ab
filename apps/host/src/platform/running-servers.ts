import { dataFolderId, type Environment } from '@nexus/models/environment';
import { BUNDLED_SERVERS } from '../servers/bundled.ts';
import type { ServerTarget } from '../servers/server-target.ts';
import { dataDirOf, plan } from './platform-plan.ts';
import { occupantOf } from './server-identity.ts';

const ANSWER_MS = 500;

/**
 * Takes the servers that run already, as `nexus up` leaves them, instead of starting children that do the same.
 *
 * One counts when it answers at its usual address with its own name and with the data of this folder. None is looked for
 * where an access token is set, which no stranger may learn, or where a database has a path of its own.
 */
export async function preferRunning(
  targets: readonly ServerTarget[],
  environment: Environment,
): Promise<readonly ServerTarget[]> {
  const isSet = (name: string) => Boolean(environment[name]?.trim());
  const paths = ['DEVICE', 'TELEMETRY', 'ALERT', 'DYNAMIC'].map((name) => `NEXUS_${name}_DB_PATH`);
  if (['NEXUS_AUTH_TOKEN', ...paths].some(isSet)) return targets;
  const dataId = dataFolderId(dataDirOf(environment));
  return await Promise.all(
    targets.map(async (target): Promise<ServerTarget> => {
      // What a server file names is somebody else's, whatever its name.
      const bundled = target.kind === 'stdio' && target.trusted === true ? named(target.name) : undefined;
      if (bundled === undefined) return target;
      const { url, serverName } = plan(bundled, environment);
      const occupant = await occupantOf(url, ANSWER_MS);
      const isOurs = occupant.kind === 'server' && occupant.server === serverName && occupant.data === dataId;
      if (!isOurs || occupant.status !== 'ok') return target;
      return { kind: 'http', name: target.name, url, headers: {}, trusted: true };
    }),
  );
}

function named(name: string) {
  return BUNDLED_SERVERS.find((server) => server.name === name);
}

import { planPlatform } from '../platform/platform-plan.ts';
import { occupantOf } from '../platform/server-identity.ts';
import { NexusError } from '@nexus/models';
import { finder, type Finding, type Patient } from './finding.ts';

const ANSWER_MS = 1_000;

/** Who is at the addresses where `nexus up` would serve. */
export async function checkPorts({ environment }: Patient): Promise<Finding[]> {
  const { ok, warning, fault } = finder('ports');
  try {
    const { servers, dataId } = planPlatform(environment);
    const seen = await Promise.all(
      servers.map(async (server) => ({ server, occupant: await occupantOf(server.url, ANSWER_MS) })),
    );
    const findings = seen.flatMap(({ server: { url, serverName, urlVariable, isLocal }, occupant }): Finding[] => {
      const { host } = new URL(url);
      if (!isLocal)
        return occupant.kind === 'server'
          ? [ok(`${serverName} answers at ${host}.`)]
          : [fault(`${host}: no ${serverName} answers.`, `Start it there, or unset ${urlVariable}.`)];
      const other = `Stop it, or choose another address: ${urlVariable}=http://localhost:9001/mcp.`;
      if (occupant.kind === 'stranger') return [warning(`${host} is taken by another program.`, other)];
      if (occupant.kind !== 'server') return [];
      if (occupant.server !== serverName) return [warning(`${host} is taken by ${occupant.server}.`, other)];
      if (occupant.data !== dataId) {
        return [warning(`${serverName} at ${host} has the data of another folder.`, other)];
      }
      return [];
    });
    const running = seen.filter(({ occupant }) => occupant.kind === 'server' && occupant.data === dataId).length;
    const state =
      running === 0 ? 'nexus up does not run.' : `${running} of ${servers.length} servers run here with this data.`;
    return findings.length === 0 ? [ok(state)] : findings;
  } catch (error) {
    if (!NexusError.is(error)) throw error;
    return [fault(error.message, error.hint ?? 'Correct the addresses.')];
  }
}

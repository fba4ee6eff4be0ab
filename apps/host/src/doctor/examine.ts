import { NexusError } from '@nexus/models';
import type { Environment } from '@nexus/models/environment';
import { type HostConfig, readHostConfig } from '../config.ts';
import { dataDirOf } from '../platform/platform-plan.ts';
import { checkBackend } from './check-backend.ts';
import { checkBroker } from './check-broker.ts';
import { checkDatabases } from './check-databases.ts';
import { checkFolder } from './check-folder.ts';
import { checkPorts } from './check-ports.ts';
import { checkSandbox } from './check-sandbox.ts';
import { checkServers } from './check-servers.ts';
import { type Check, finder, type Finding } from './finding.ts';

const CHECKS: readonly (readonly [string, Check])[] = [
  ['data folder', checkFolder],
  ['databases', checkDatabases],
  ['ports', checkPorts],
  ['MQTT broker', checkBroker],
  ['model', checkBackend],
  ['servers', checkServers],
  ['sandbox', checkSandbox],
];

export interface ExamineOptions {
  readonly environment: Environment;
  readonly serverFile?: string | undefined;
  readonly signal: AbortSignal;
}

/** Looks at everything that the platform needs; one look that fails keeps no other from being taken. */
export async function examine({ environment, serverFile, signal }: ExamineOptions): Promise<Finding[]> {
  const { config, faults } = readConfiguration(environment, serverFile);
  const patient = { environment, dataDir: dataDirOf(environment), config, nowMs: Date.now(), signal };
  const findings = await Promise.all(
    CHECKS.map(async ([name, check]) => {
      try {
        return await check(patient);
      } catch (error) {
        if (signal.aborted) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        return [finder(name).fault(`it could not be looked at: ${reason}`, 'Please report this.')];
      }
    }),
  );
  return [
    finder('Node.js').ok(`${process.version} on ${process.platform} ${process.arch}.`),
    ...faults,
    ...findings.flat(),
  ];
}

function readConfiguration(
  environment: Environment,
  serverFile: string | undefined,
): { readonly config: HostConfig | undefined; readonly faults: Finding[] } {
  try {
    return { config: readHostConfig({ environment, serverFile }), faults: [] };
  } catch (error) {
    if (!NexusError.is(error)) throw error;
    return { config: undefined, faults: [finder('settings').fault(error.message, error.hint ?? 'Correct them.')] };
  }
}

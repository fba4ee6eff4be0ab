import { dataPath } from '@nexus/models/environment';
import type { OpenContext } from '@nexus/server-kit';
import type { Settings } from './config.ts';
import type { Deps } from './deps.ts';
import { IntakeLink } from './ingest/intake-link.ts';
import { RegistryLink } from './lookup/registry-link.ts';
import { ToolWorker } from './offload/tool-worker.ts';
import { openTelemetryStore } from './store/index.ts';

export async function open({ dataDir, readOnly, ...config }: Settings, { log, time }: OpenContext): Promise<Deps> {
  const telemetryPath = dataPath(dataDir, config.NEXUS_TELEMETRY_DB_PATH);
  const registryPath = dataPath(dataDir, config.NEXUS_DEVICE_DB_PATH);
  const telemetry = await openTelemetryStore(telemetryPath);
  const link = new RegistryLink(registryPath);
  const worker = new ToolWorker({ telemetryPath, registryPath });
  const intake = new IntakeLink({ telemetry, telemetryPath, registryPath, readOnly, log, time });
  return {
    telemetry,
    worker,
    readOnly,
    registry: () => link.open(),
    intake: () => intake.intake(),
    ledger: () => intake.ledger(),
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]();
      await intake[Symbol.asyncDispose]();
      await link[Symbol.asyncDispose]();
      await telemetry[Symbol.asyncDispose]();
    },
  };
}

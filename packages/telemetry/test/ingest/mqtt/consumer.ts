import { dirname, join } from 'node:path';
import { BuildingTime } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import { IntakeLink } from '../../../src/ingest/intake-link.ts';
import { MqttIngest } from '../../../src/ingest/mqtt/mqtt-ingest.ts';
import { openTelemetryStore } from '../../../src/store/index.ts';

/** A process that ingests until it is killed, and says so on its stdout; it waits for no lease. */
const [url = '', telemetryPath = ''] = process.argv.slice(2);
await using telemetry = await openTelemetryStore(telemetryPath);
await using link = new IntakeLink({
  telemetry,
  telemetryPath,
  registryPath: join(dirname(telemetryPath), 'device_registry.db'),
  readOnly: false,
  log: silentLogger,
  time: new BuildingTime(),
});
const settings = { broker: { url }, clientIdFile: `${telemetryPath}.mqtt-client-id` };
const ingest = await MqttIngest.prepare(settings, await link.intake(), silentLogger);
process.stdout.write('up\n');
await ingest.run(new AbortController().signal);

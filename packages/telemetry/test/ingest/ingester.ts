import { join } from 'node:path';
import { BuildingTime } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import { IntakeLink } from '../../src/ingest/intake-link.ts';
import { openTelemetryStore } from '../../src/store/index.ts';
import { delivery } from './delivery.ts';

/** A process that ingests readings of one device, at 0, 1, 2, … ms, and says so of each that is stored. */
const [folder = '', device_id = '', count = '0'] = process.argv.slice(2);
const telemetryPath = join(folder, 'telemetry.db');
await using telemetry = await openTelemetryStore(telemetryPath);
await using link = new IntakeLink({
  telemetry,
  telemetryPath,
  registryPath: join(folder, 'device_registry.db'),
  readOnly: false,
  log: silentLogger,
  time: new BuildingTime({ zone: 'UTC' }),
});
const intake = await link.intake();
const reading = { device_id, metric: 'temperature', value: 20, unit: '°C', quality: 'good' } as const;
for (let at = 0; at < Number(count); at += 50) {
  const messages = Array.from({ length: 50 }, (_, i) => ({ ...reading, timestamp_ms: at + i }));
  await Promise.all(
    messages.map(async (one) => {
      await intake.put(delivery([one]));
      process.stdout.write(`${one.timestamp_ms}\n`);
    }),
  );
}

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildingTime, NexusError } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import { IntakeLink } from '../../src/ingest/intake-link.ts';
import { openTelemetryStore } from '../../src/store/index.ts';
import { delivery } from './delivery.ts';

/** A process that ingests on a small disk until that is full, makes room, goes on, and tells how it went. */
const [folder = ''] = process.argv.slice(2);
const telemetryPath = join(folder, 'telemetry.db');
const ballast = join(folder, 'ballast');
await writeFile(ballast, Buffer.alloc(4_000_000));
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
let at = 0;
const fails = async () => {
  const readings = Array.from({ length: 1_000 }, (_, i) => {
    const timestamp_ms = at + i;
    // Values without a pattern, so that no compression makes room.
    const value = Math.random() * 100;
    return { device_id: 'A', metric: 'temperature', timestamp_ms, value, unit: '°C', quality: 'good' } as const;
  });
  try {
    await intake.put(delivery(readings));
    at += 1_000;
    return undefined;
  } catch (error) {
    if (NexusError.is(error)) return error;
    throw error;
  }
};
let fault: NexusError | undefined;
do fault = await fails();
while (fault === undefined);
const acknowledged = at;
const { readings: whenFull } = await telemetry.info();
await rm(ballast);
const again = await fails();
const { readings: afterwards } = await telemetry.info();
process.stdout.write(
  JSON.stringify({
    code: fault?.code,
    message: fault?.message,
    acknowledged,
    whenFull,
    again: again?.code,
    afterwards,
  }),
);

import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { openTelemetryStore } from '@nexus/telemetry/store';
import { demoState, seedDemo, type SeedReport } from '../seeding/seed-demo.ts';
import type { SeedLine } from './command-line.ts';
import type { CommandContext } from './context.ts';
import { percentage } from './percentage.ts';

/** `nexus-simulator seed`. @returns The exit code. */
export async function seedCommand(line: SeedLine, context: CommandContext): Promise<number> {
  const { paths, time, signal } = context;
  await using registry = await openDeviceRegistryStore(paths.registry);
  await using telemetry = await openTelemetryStore(paths.telemetry);
  if (line.ifEmpty && (await demoState({ registry, telemetry })) === 'other') {
    context.print(
      line.json ? JSON.stringify({ outcome: 'other_data' }) : 'The databases hold other data; nothing to seed.',
    );
    return 0;
  }
  const progress = percentage('Seeding the demo building');
  try {
    const report = await seedDemo({
      registry,
      telemetry,
      time,
      signal,
      days: line.days,
      seed: line.seed,
      onProgress: progress.show,
    });
    progress.clear();
    context.print(line.json ? JSON.stringify(summary(report, context)) : sentence(report, context));
    return 0;
  } finally {
    progress.clear();
  }
}

function sentence({ outcome, readings, last_ms, seed }: SeedReport, { time }: CommandContext): string {
  const count = readings.toLocaleString('en');
  if (outcome === 'unchanged') return 'The demo building is up to date.';
  const what = outcome === 'seeded' ? `Seeded the demo building (seed ${seed}):` : 'Extended the demo building by';
  return `${what} ${count} ${readings === 1 ? 'reading' : 'readings'} up to ${time.iso(last_ms)}.`;
}

function summary({ seeded_ms, last_ms, zone, ...report }: SeedReport, { time, paths }: CommandContext): object {
  return { ...report, timezone: zone, seeded: time.iso(seeded_ms), last: time.iso(last_ms), databases: paths };
}

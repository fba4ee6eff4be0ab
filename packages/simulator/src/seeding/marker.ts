import type { DeviceRegistryStore } from '@nexus/device-registry/store';
import { NexusError } from '@nexus/models';
import * as z from 'zod';

const NOTE = 'demo';

/** What the registry remembers of the demo in it, so that a later start goes on where the last one ended. */
const DemoMarker = z.object({
  seed: z.int(),
  /** The time zone the building lives in, whatever is configured later. */
  zone: z.string(),
  seeded_ms: z.int(),
  first_ms: z.int(),
  /** Every reading before is stored. */
  last_ms: z.int(),
  /** Whether zones and devices are in the registry. */
  stocked: z.boolean(),
});
export type DemoMarker = z.infer<typeof DemoMarker>;

/** @throws {NexusError} `conflict` when the note is not one of ours. */
export async function readMarker(registry: DeviceRegistryStore): Promise<DemoMarker | undefined> {
  const note = await registry.getNote(NOTE);
  if (note === undefined) return undefined;
  try {
    return DemoMarker.parse(JSON.parse(note));
  } catch (cause) {
    throw new NexusError('conflict', 'The registry holds a demo of another version, or its note is damaged.', {
      hint: 'Set NEXUS_DATA_DIR to an empty folder, or delete the databases to seed the demo again.',
      cause,
    });
  }
}

export async function writeMarker(registry: DeviceRegistryStore, marker: DemoMarker): Promise<void> {
  await registry.setNote(NOTE, JSON.stringify(marker));
}

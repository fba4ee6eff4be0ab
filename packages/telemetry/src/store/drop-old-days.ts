import { setTimeout as sleep } from 'node:timers/promises';
import { NexusError } from '@nexus/models';
import { runUnderLease } from '@nexus/server-kit/sqlite';
import { openLeaseFile } from './lease-file.ts';
import type { TelemetryStore } from './store.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
/** A start has other things to do. */
const FIRST_AFTER_MS = 10_000;

export interface Retaining {
  readonly telemetry: Pick<TelemetryStore, 'dropBefore'>;
  readonly telemetryPath: string;
  /** Of readings that are kept, at least. */
  readonly days: number;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
  readonly onDropped: (readings: number) => void;
  /** What failed; it is tried again. */
  readonly onError: (error: unknown) => void;
  readonly first_after_ms?: number;
}

/** Drops what is older than so many days, once an hour, in one of the processes that share the database. */
export async function dropOldDays(retaining: Retaining): Promise<void> {
  const { telemetry, telemetryPath, days, nowMs, signal, onDropped, onError } = retaining;
  const pause = (ms: number, until: AbortSignal) => sleep(ms, undefined, { signal: until, ref: false }).catch(() => {});
  await pause(retaining.first_after_ms ?? FIRST_AFTER_MS, signal);
  if (signal.aborted) return;
  const file = await openLeaseFile(telemetryPath);
  try {
    await runUnderLease({ file, name: 'retention', signal, onError }, async (held) => {
      while (!held.signal.aborted) {
        try {
          const dropped = await telemetry.dropBefore(nowMs() - days * DAY_MS);
          if (dropped > 0) onDropped(dropped);
        } catch (error) {
          if (!NexusError.is(error)) throw error;
          onError(error);
        }
        await pause(EVERY_MS, held.signal);
      }
    });
  } finally {
    file.close();
  }
}

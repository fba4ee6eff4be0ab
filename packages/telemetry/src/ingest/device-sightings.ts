import type { DeviceRegistryStore } from '@nexus/device-registry/store';
import { cleanText } from '@nexus/models';
import type { Logger } from '@nexus/server-kit';
import type { TelemetryStore } from '../store/index.ts';
import type { Batch } from './batch.ts';
import type { DeviceHint } from './delivery.ts';
import { deviceTypeOf } from './device-type.ts';
import type { IntakeTally } from './intake-tally.ts';

/** Heartbeats of so long are written together; it also lets a new device show all its metrics. */
const TELL_AFTER_MS = 5_000;
/** A hostile publisher can invent ids without end. */
const MAX_SEEN = 50_000;
const MAX_HINTS = 10_000;
const MAX_DISCOVERED = 10_000;
const BY = { actor: 'nexus-telemetry', reason: 'It sends readings.' };
const PART = 'device_registry';

export interface SightingParts {
  readonly store: TelemetryStore;
  readonly tally: IntakeTally;
  readonly log: Logger;
  readonly nowMs: () => number;
  /** The registry, open for writing; `undefined` while there is none. */
  registry(): Promise<DeviceRegistryStore | undefined>;
}

/** Tells the registry which devices send: a heartbeat for those it knows, a discovery for the others. */
export class DeviceSightings implements AsyncDisposable {
  readonly #parts: SightingParts;
  /** When a device was last heard of; `undefined` when only a broker repeated what it once said. */
  #seen = new Map<string, number | undefined>();
  readonly #hints = new Map<string, DeviceHint>();
  /** Needs no look at the registry any more. */
  readonly #known = new Set<string>();
  #discovered = 0;
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> = Promise.resolve();

  constructor(parts: SightingParts) {
    this.#parts = parts;
  }

  /** @param refused Positions of readings that do not count. @param at_ms When they arrived. */
  note({ deliveries }: Batch, refused: ReadonlySet<number>, at_ms: number): void {
    let index = 0;
    for (const { readings, devices, isRetained } of deliveries) {
      for (const hint of devices) this.#remember(hint);
      let last: string | undefined;
      for (const { device_id } of readings) {
        index += 1;
        if (device_id === last || refused.has(index - 1)) continue;
        last = device_id;
        this.#see(device_id, isRetained ? undefined : at_ms);
      }
    }
    if (this.#seen.size > 0) this.#timer ??= setTimeout(() => void this.tell(), TELL_AFTER_MS).unref();
  }

  #see(device_id: string, at_ms: number | undefined): void {
    if (at_ms === undefined && this.#seen.has(device_id)) return;
    if (this.#seen.size < MAX_SEEN || this.#seen.has(device_id)) this.#seen.set(device_id, at_ms);
  }

  #remember(hint: DeviceHint): void {
    const id = cleanText(hint.device_id);
    if (this.#known.has(id) || (this.#hints.size >= MAX_HINTS && !this.#hints.has(id))) return;
    this.#hints.set(id, { ...this.#hints.get(id), ...hint });
  }

  /** Tells what was noted until now; never fails, since ingest goes on without a registry. */
  tell(): Promise<void> {
    this.#telling = this.#telling.then(() => this.#tell());
    return this.#telling;
  }

  async #tell(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const seen = this.#seen;
    if (seen.size === 0) return;
    this.#seen = new Map();
    const { tally, nowMs } = this.#parts;
    try {
      const registry = await this.#parts.registry();
      if (registry === undefined) return;
      await this.#discover(registry, [...seen.keys()]);
      const beats = [...seen].flatMap(([id, seen_ms]) =>
        seen_ms === undefined ? [] : [{ device_id: cleanText(id), seen_ms }],
      );
      await registry.recordHeartbeats(beats);
      tally.recover(PART);
    } catch (error) {
      tally.fail(PART, error, nowMs());
    }
  }

  async #discover(registry: DeviceRegistryStore, given: readonly string[]): Promise<void> {
    const { store, log, nowMs } = this.#parts;
    const ids = given.map((id) => cleanText(id)).filter((id) => !this.#known.has(id));
    if (ids.length === 0) return;
    const registered = new Set((await registry.devicesById(ids)).map(({ device_id }) => device_id));
    const unknown = ids.filter((id) => !registered.has(id)).slice(0, MAX_DISCOVERED - this.#discovered);
    if (unknown.length > 0) {
      const series = Map.groupBy(await store.series({ device_ids: unknown }), ({ device_id }) => device_id);
      const devices = unknown.map((device_id) => {
        const metrics = new Set(series.get(device_id)?.map(({ metric }) => metric));
        return { device_type: deviceTypeOf(metrics), ...this.#hints.get(device_id), device_id };
      });
      const added = await registry.discoverDevices(devices, { ...BY, at_ms: nowMs() });
      this.#discovered += added.length;
      if (added.length > 0) log.info(`discovered ${added.length} device(s)`, { device_ids: added.slice(0, 10) });
      if (this.#discovered >= MAX_DISCOVERED)
        log.warning(`discovered ${MAX_DISCOVERED} devices; no more until a restart`);
    }
    if (this.#known.size > MAX_SEEN) this.#known.clear();
    for (const id of ids) {
      this.#known.add(id);
      this.#hints.delete(id);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tell();
    clearTimeout(this.#timer);
  }
}

import { NexusError, type BuildingTime } from '@nexus/models';
import type { Logger } from '@nexus/server-kit';
import { RegistryLink } from '../lookup/registry-link.ts';
import type { TelemetryStore } from '../store/index.ts';
import type { IntakeLedger } from '../store/intake-ledger.ts';
import { openIntakeLedger } from '../store/sqlite-intake-ledger.ts';
import { DeviceSightings } from './device-sightings.ts';
import { QueuedIntake } from './intake.ts';
import { IntakeTally } from './intake-tally.ts';

export interface IntakeLinkOptions {
  readonly telemetry: TelemetryStore;
  readonly telemetryPath: string;
  readonly registryPath: string;
  readonly readOnly: boolean;
  readonly log: Logger;
  readonly time: BuildingTime;
}

/** The intake and its ledger, opened at the first need: most processes only read. */
export class IntakeLink implements AsyncDisposable {
  readonly #options: IntakeLinkOptions;
  #ledger: Promise<IntakeLedger> | undefined;
  #intake: Promise<QueuedIntake> | undefined;
  /** In the order of opening, which is the reverse of that of closing. */
  readonly #opened: AsyncDisposable[] = [];

  constructor(options: IntakeLinkOptions) {
    this.#options = options;
  }

  /** @throws {NexusError} `unavailable` for a database that cannot be opened. */
  async ledger(): Promise<IntakeLedger> {
    this.#ledger ??= openIntakeLedger(this.#options.telemetryPath).then((ledger) => this.#opening(ledger));
    try {
      return await this.#ledger;
    } catch (error) {
      this.#ledger = undefined;
      throw error;
    }
  }

  /** @throws {NexusError} `permission_denied` in a read-only process; `unavailable` as `ledger`. */
  async intake(): Promise<QueuedIntake> {
    if (this.#options.readOnly) throw new NexusError('permission_denied', 'The server is read-only.');
    this.#intake ??= this.ledger().then((ledger) => this.#connect(ledger));
    try {
      return await this.#intake;
    } catch (error) {
      this.#intake = undefined;
      throw error;
    }
  }

  #connect(ledger: IntakeLedger): QueuedIntake {
    const { telemetry: store, registryPath, log, time } = this.#options;
    const nowMs = () => time.nowMs();
    // Closed in the reverse order: what waits is stored first, and what that counted is saved last.
    const tally = this.#opening(new IntakeTally(ledger, log));
    const link = this.#opening(new RegistryLink(registryPath, { readOnly: false }));
    const registry = () => link.open();
    const sightings = this.#opening(new DeviceSightings({ store, tally, log, nowMs, registry }));
    return this.#opening(new QueuedIntake({ store, ledger, tally, sightings, nowMs }));
  }

  #opening<One extends AsyncDisposable>(one: One): One {
    this.#opened.push(one);
    return one;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#intake?.catch(() => undefined);
    await this.#ledger?.catch(() => undefined);
    this.#intake = undefined;
    this.#ledger = undefined;
    for (const one of this.#opened.splice(0).toReversed()) await one[Symbol.asyncDispose]();
  }
}

import type { JobOrder, ReceivedReport } from '@nexus/device-registry/store';
import { type Behaviour, behaviourOf, sayings } from './behaviour.ts';

export interface FleetOptions {
  readonly seed: number;
  /** What each device runs, by its id; devices that are away are not among them. */
  readonly versions: ReadonlyMap<string, string>;
  /** 10 makes a minute six seconds; 1 by default. */
  readonly speed?: number;
  /** How a device takes a version; by default some take it badly. */
  readonly behaviour?: (deviceId: string, targetVersion: string) => Behaviour;
}

interface Due {
  readonly at_ms: number;
  readonly received: ReceivedReport;
}

/** Devices that take firmware orders, each execution once, and say in time how it goes. */
export class DeviceFleet {
  readonly #options: FleetOptions;
  readonly #versions: Map<string, string>;
  readonly #begun = new Set<string>();
  #due: Due[] = [];

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#versions = new Map(options.versions);
  }

  /** What the devices run now, whatever anybody was told. */
  get versions(): ReadonlyMap<string, string> {
    return this.#versions;
  }

  /** @returns Whether a device begins; one that is away does not, and none begins an execution twice. */
  receive(order: JobOrder, at_ms: number): boolean {
    const { execution_id, device_id } = order;
    const running = this.#versions.get(device_id);
    if (running === undefined || this.#begun.has(execution_id)) return false;
    this.#begun.add(execution_id);
    const { seed, speed = 1, behaviour } = this.#options;
    const taken = behaviour?.(device_id, order.target_version) ?? behaviourOf(seed, device_id, order.target_version);
    for (const [sequence, { after_ms, ...said }] of sayings(seed, order, running, {
      speed,
      behaviour: taken,
    }).entries()) {
      const report = { execution_id, sequence, ...said };
      this.#due.push({ at_ms: at_ms + after_ms, received: { device_id, report, is_old: false } });
    }
    return true;
  }

  /** The reports whose time has come, in their order; what a device reports of itself is true from then on. */
  take(at_ms: number): ReceivedReport[] {
    const ready = this.#due.filter((due) => due.at_ms <= at_ms).sort((a, b) => a.at_ms - b.at_ms);
    this.#due = this.#due.filter((due) => due.at_ms > at_ms);
    for (const { received } of ready) {
      const { status, firmware_version } = received.report;
      if (status === 'succeeded' && firmware_version !== undefined) {
        this.#versions.set(received.device_id, firmware_version);
      }
    }
    return ready.map(({ received }) => received);
  }

  /** When the next report is due; `undefined` when none is. */
  get nextMs(): number | undefined {
    return this.#due.length === 0
      ? undefined
      : this.#due.reduce((first, { at_ms }) => Math.min(first, at_ms), Infinity);
  }
}

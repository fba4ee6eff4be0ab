import type { ReceivedReport } from '../store/store.ts';

/** More executions than a fleet has: then somebody makes them up. */
const MAX_EXECUTIONS = 20_000;

/** Reports that wait to be written together: of each execution of a device the last, since it says what the others said. */
export class ReportBuffer {
  readonly #waiting = new Map<string, ReceivedReport>();
  #arrived = Promise.withResolvers<void>();

  get size(): number {
    return this.#waiting.size;
  }

  /** @returns Whether it was taken. */
  add(received: ReceivedReport): boolean {
    const key = `${received.device_id}/${received.report.execution_id}`;
    const before = this.#waiting.get(key);
    if (before === undefined && this.#waiting.size >= MAX_EXECUTIONS) return false;
    if (before === undefined || before.report.sequence < received.report.sequence) this.#waiting.set(key, received);
    this.#arrived.resolve();
    return true;
  }

  /** In the order of their arrival. */
  take(limit: number): ReceivedReport[] {
    const taken = [...this.#waiting.entries()].slice(0, limit);
    for (const [key] of taken) this.#waiting.delete(key);
    if (this.#waiting.size === 0) this.#arrived = Promise.withResolvers<void>();
    return taken.map(([, received]) => received);
  }

  /** Puts back what could not be written, behind what came since. */
  putBack(reports: readonly ReceivedReport[]): void {
    for (const received of reports) this.add(received);
  }

  /** Resolves once there is something to take. */
  get arrival(): Promise<void> {
    return this.#arrived.promise;
  }
}

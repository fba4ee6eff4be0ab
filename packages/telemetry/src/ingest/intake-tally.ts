import type { Logger } from '@nexus/server-kit';
import { NexusError } from '@nexus/models';
import type { IntakeCounts, IntakeFailure, IntakeLedger } from '../store/intake-ledger.ts';

/** A killed process loses the counts of so long; of the readings it loses nothing. */
const SAVE_AFTER_MS = 2_000;
const NONE = { messages: 0, accepted: 0, replaced: 0, rejected: 0 };

/** Counts in memory and adds them to the ledger every other second. */
export class IntakeTally implements AsyncDisposable {
  readonly #ledger: IntakeLedger;
  readonly #log: Logger;
  #counts = new Map<string, IntakeCounts>();
  #failures = new Map<string, IntakeFailure>();
  /** Parts that failed at their last try, each of which is logged once. */
  readonly #failing = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(ledger: IntakeLedger, log: Logger) {
    this.#ledger = ledger;
    this.#log = log;
  }

  /** @param part An origin. */
  count(part: string, more: IntakeCounts): void {
    const { messages, accepted, replaced, rejected } = this.#counts.get(part) ?? NONE;
    this.#counts.set(part, {
      messages: messages + more.messages,
      accepted: accepted + more.accepted,
      replaced: replaced + more.replaced,
      rejected: rejected + more.rejected,
      last_ms: Math.max(more.last_ms, this.#counts.get(part)?.last_ms ?? 0),
    });
    this.#saveSoon();
  }

  /** @param part An origin, or what else can fail. */
  fail(part: string, error: unknown, last_ms: number): void {
    const message = NexusError.is(error) ? error.message : 'an internal error; see the log';
    this.#failures.set(part, { count: (this.#failures.get(part)?.count ?? 0) + 1, message, last_ms });
    if (!this.#failing.has(part)) this.#log.error(`ingest: ${part} fails`, { error });
    this.#failing.add(part);
    this.#saveSoon();
  }

  /** Says that a part works, again perhaps. */
  recover(part: string): void {
    if (this.#failing.delete(part)) this.#log.info(`ingest: ${part} works again`);
  }

  async save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [counts, failures] = [this.#counts, this.#failures];
    if (counts.size + failures.size === 0) return;
    this.#counts = new Map();
    this.#failures = new Map();
    try {
      await this.#ledger.add(counts, failures);
    } catch (error) {
      // Nothing was added: it goes with the next ones.
      for (const [part, one] of counts) this.count(part, one);
      for (const [part, one] of failures) {
        const count = one.count + (this.#failures.get(part)?.count ?? 0);
        this.#failures.set(part, { ...one, ...this.#failures.get(part), count });
      }
      this.#log.debug('ingest: the counts could not be saved', { error });
    }
  }

  #saveSoon(): void {
    this.#timer ??= setTimeout(() => void this.save(), SAVE_AFTER_MS).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.save();
    clearTimeout(this.#timer);
  }
}

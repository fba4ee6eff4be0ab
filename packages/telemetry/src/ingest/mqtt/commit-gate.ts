import type { Delivery, Intake } from '../delivery.ts';

/** What the gate needs of a connection's socket. */
export interface AckStream {
  /** From now on whatever is written stays in memory; counted, since the MQTT library corks too. */
  cork(): void;
  uncork(): void;
  destroy(): unknown;
}

/** Says that a message is done with: it is acknowledged, or, with an error, it is not and the broker sends it again. */
export type Proceed = (error?: Error) => void;

interface Parked {
  readonly deliveries: readonly Delivery[];
  readonly proceed: Proceed;
}

/**
 * Lets acknowledgements leave one connection only after what they acknowledge is durable, many messages at a time.
 *
 * The library acknowledges each message at once. The gate corks the socket at the first message of a turn of the event
 * loop, so the acknowledgements wait in its buffer, and uncorks it when everything of that turn was put; the first message
 * of the next turn waits until then, and with it the reading of the socket. When a put fails, the connection is dropped
 * with what is in its buffer: the broker will deliver those messages again.
 */
export class CommitGate {
  readonly #intake: Intake;
  readonly #stream: AckStream;
  readonly #onFailure: (error: unknown) => void;
  readonly #puts = new Set<Promise<void>>();
  #isTurnOpen = false;
  #isWaiting = false;
  #parked: Parked | undefined;
  #failure: Error | undefined;
  #idle: (() => void) | undefined;

  /** @param onFailure Told once of what a put failed with. */
  constructor(intake: Intake, stream: AckStream, onFailure: (error: unknown) => void) {
    this.#intake = intake;
    this.#stream = stream;
    this.#onFailure = onFailure;
  }

  /** Messages come one by one: the next is not given before `proceed` was called. */
  take(deliveries: readonly Delivery[], proceed: Proceed): void {
    if (this.#failure) {
      proceed(this.#failure);
      return;
    }
    if (this.#isWaiting || this.#intake.isFull) {
      this.#parked = { deliveries, proceed };
      // Within a turn, its end goes on with it.
      if (!this.#isWaiting && !this.#isTurnOpen) void this.#resume();
      return;
    }
    if (!this.#isTurnOpen) {
      this.#isTurnOpen = true;
      this.#stream.cork();
      setImmediate(() => this.#endTurn());
    }
    for (const delivery of deliveries) this.#follow(this.#intake.put(delivery));
    proceed();
  }

  /** Many deliveries may share a promise. */
  #follow(put: Promise<void>): void {
    if (this.#puts.has(put)) return;
    this.#puts.add(put);
    put.then(
      () => this.#settle(put),
      (error: unknown) => this.#fail(error),
    );
  }

  /** Takes no more, and resolves when what it took is durable and acknowledged, or failed. */
  async close(): Promise<void> {
    const isBusy = this.#isTurnOpen || this.#puts.size > 0;
    if (isBusy && !this.#failure) await new Promise<void>((resolve) => (this.#idle = resolve));
    this.#refuse(new Error('the connection is being closed'));
  }

  #endTurn(): void {
    this.#isTurnOpen = false;
    this.#isWaiting = true;
    if (this.#puts.size === 0) this.#release();
  }

  #settle(put: Promise<void>): void {
    this.#puts.delete(put);
    if (this.#puts.size === 0 && this.#isWaiting) this.#release();
  }

  #release(): void {
    if (this.#failure) return;
    this.#stream.uncork();
    if (this.#idle) this.#idle();
    else void this.#resume();
  }

  /** What is durable was acknowledged already, so waiting for room holds back only what comes next. */
  async #resume(): Promise<void> {
    this.#isWaiting = true;
    while (this.#intake.isFull) await this.#intake.whenRoomy();
    this.#isWaiting = false;
    const parked = this.#parked;
    this.#parked = undefined;
    if (parked) this.take(parked.deliveries, parked.proceed);
  }

  #fail(error: unknown): void {
    if (this.#failure) return;
    this.#stream.destroy();
    this.#refuse(new Error('readings could not be stored', { cause: error }));
    this.#idle?.();
    this.#onFailure(error);
  }

  #refuse(reason: Error): void {
    this.#failure ??= reason;
    this.#parked?.proceed(this.#failure);
    this.#parked = undefined;
  }
}

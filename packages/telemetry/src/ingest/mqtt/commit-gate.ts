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
  #putsUnderWay = 0;
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
    if (this.#isWaiting) {
      this.#parked = { deliveries, proceed };
      return;
    }
    if (!this.#isTurnOpen) {
      this.#isTurnOpen = true;
      this.#stream.cork();
      setImmediate(() => this.#endTurn());
    }
    for (const delivery of deliveries) {
      this.#putsUnderWay += 1;
      this.#intake.put(delivery).then(
        () => this.#settle(),
        (error: unknown) => this.#fail(error),
      );
    }
    proceed();
  }

  /** Takes no more, and resolves when what it took is durable and acknowledged, or failed. */
  async close(): Promise<void> {
    const busy = this.#isTurnOpen || this.#isWaiting;
    if (busy && !this.#failure) await new Promise<void>((resolve) => (this.#idle = resolve));
    this.#refuse(new Error('the connection is being closed'));
  }

  #endTurn(): void {
    this.#isTurnOpen = false;
    this.#isWaiting = true;
    if (this.#putsUnderWay === 0) void this.#release();
  }

  #settle(): void {
    this.#putsUnderWay -= 1;
    if (this.#putsUnderWay === 0 && this.#isWaiting) void this.#release();
  }

  async #release(): Promise<void> {
    if (this.#failure) return;
    this.#stream.uncork();
    if (this.#idle) {
      this.#idle();
      return;
    }
    // Acknowledged already, so whoever waits here holds back only what comes next.
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

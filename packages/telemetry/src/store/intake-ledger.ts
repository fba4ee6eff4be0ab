/** What came in by one way; numbers of messages and of readings. */
export interface IntakeCounts {
  readonly messages: number;
  /** Stored, those included that replaced another. */
  readonly accepted: number;
  readonly replaced: number;
  /** Readings and messages that could not be stored. */
  readonly rejected: number;
  /** Of the last message. */
  readonly last_ms: number;
}

/** What went wrong around the readings, such as a full disk; they were not acknowledged, so nothing is lost by it. */
export interface IntakeFailure {
  readonly count: number;
  /** Of the last one. */
  readonly message: string;
  readonly last_ms: number;
}

/** Something that could not be stored. */
export interface Rejected {
  readonly origin: string;
  readonly source: string;
  readonly reason: string;
  readonly payload: string;
}

/** The same fault of the same source is one letter, with its last payload. */
export interface DeadLetter extends Rejected {
  readonly count: number;
  readonly first_ms: number;
  readonly last_ms: number;
}

/** The account of what came in, kept beside the readings so that any process can show it. */
export interface IntakeLedger extends AsyncDisposable {
  /**
   * Keeps what was rejected, the newest 1,000 faults of all sources; durable when this resolves.
   *
   * A payload is cut to 2,000 characters, and kept as it came.
   *
   * @throws {NexusError} `unavailable` when nothing could be written.
   */
  bury(rejected: readonly Rejected[], at_ms: number): Promise<void>;
  /** Adds to the counts by origin, and to the failures by the part that failed. @throws {NexusError} `unavailable` */
  add(counts: ReadonlyMap<string, IntakeCounts>, failures: ReadonlyMap<string, IntakeFailure>): Promise<void>;
  /** By origin, and by part. */
  status(): Promise<{ origins: Map<string, IntakeCounts>; failures: Map<string, IntakeFailure> }>;
  /** Newest first. @param query Part of the source or the payload, without regard to case. */
  deadLetters(page: {
    readonly query?: string | undefined;
    readonly limit: number;
    readonly offset: number;
  }): Promise<{ letters: DeadLetter[]; total: number }>;
}

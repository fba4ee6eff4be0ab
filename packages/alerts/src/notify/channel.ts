import type { Notification } from '../store/index.ts';

/** A way by which people are told. */
export interface Channel {
  /** As escalation policies name it. */
  readonly name: string;
  /**
   * Resolves when the other side has it.
   *
   * @param body What is said, as JSON; the same for every attempt.
   * @throws {UndeliverableError} when trying again would not help, and anything else when it would.
   */
  send(notification: Notification, body: string, signal: AbortSignal): Promise<void>;
}

/** The other side refuses it for good. */
export class UndeliverableError extends Error {
  override readonly name = 'UndeliverableError';
}

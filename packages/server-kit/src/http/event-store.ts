import type { EventStore } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

export interface EventStoreLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly ttlMs: number;
}

const LIMITS: EventStoreLimits = { maxEvents: 1_000, maxBytes: 2 * 1024 * 1024, ttlMs: 5 * 60_000 };

interface StoredEvent {
  readonly id: string;
  readonly streamId: string;
  readonly message: JSONRPCMessage;
  readonly bytes: number;
  readonly atMs: number;
}

/**
 * What one session was sent of late, so that a client whose connection dropped gets the rest.
 *
 * Ids count up, so the order is the order of sending; the oldest goes when there is too much or it is too old, and a
 * client that asks from there is refused rather than given a gap.
 */
export class SessionEvents implements EventStore {
  readonly #limits: EventStoreLimits;
  readonly #nowMs: () => number;
  /** Insertion order is the order of sending. */
  readonly #events = new Map<string, StoredEvent>();
  #bytes = 0;
  #count = 0;

  constructor(limits: Partial<EventStoreLimits> = {}, nowMs: () => number = () => performance.now()) {
    this.#limits = { ...LIMITS, ...limits };
    this.#nowMs = nowMs;
  }

  async storeEvent(streamId: string, message: JSONRPCMessage): Promise<string> {
    this.#count += 1;
    const id = String(this.#count);
    const bytes = JSON.stringify(message).length;
    this.#events.set(id, { id, streamId, message, bytes, atMs: this.#nowMs() });
    this.#bytes += bytes;
    this.#evict();
    return id;
  }

  /**
   * Whether a client can go on from this event.
   *
   * The SDK has an optional method for this, with which it refuses a client whose old connection it has not yet found
   * to be dead; without, the new connection takes over.
   */
  has(eventId: string): boolean {
    this.#evict();
    return this.#events.has(eventId);
  }

  async replayEventsAfter(
    lastEventId: string,
    { send }: { send: (eventId: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const last = this.#events.get(lastEventId);
    if (last === undefined) throw new Error('The event is not stored any more.');
    const after = [...this.#events.values()].filter(
      ({ id, streamId }) => streamId === last.streamId && Number(id) > Number(lastEventId),
    );
    for (const { id, message } of after) {
      // The priming event, which only carries an id, is stored as an empty object.
      if ('jsonrpc' in message) await send(id, message);
    }
    return last.streamId;
  }

  #evict(): void {
    const oldestMs = this.#nowMs() - this.#limits.ttlMs;
    for (const event of this.#events.values()) {
      const tooMuch = this.#events.size > this.#limits.maxEvents || this.#bytes > this.#limits.maxBytes;
      if (!tooMuch && event.atMs >= oldestMs) return;
      this.#events.delete(event.id);
      this.#bytes -= event.bytes;
    }
  }
}

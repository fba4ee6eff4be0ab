import type { Message } from '../../../src/ingest/mqtt/message.ts';

export const ARRIVAL_MS = Date.parse('2026-06-01T12:00:00Z');

/** A live message that arrived at noon. */
export function aMessage(topic: string, payload: unknown, more: Partial<Message> = {}): Message {
  const bytes =
    payload instanceof Uint8Array
      ? payload
      : new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return { topic, payload: bytes, arrival_ms: ARRIVAL_MS, isRetained: false, ...more };
}

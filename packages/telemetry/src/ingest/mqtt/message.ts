import { Buffer, isUtf8 } from 'node:buffer';
import { cleanText } from '@nexus/models';

/** More than any sensor sends; a camera's picture that landed on a topic is not read. */
const MAX_PAYLOAD_BYTES = 256 * 1024;
/** What is kept of a payload for inspection. */
const MAX_SHOWN = 500;

/** One message as the broker gave it. */
export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly arrival_ms: number;
  /** The broker kept it for new subscribers: it repeats what was, at a time that only the payload can tell. */
  readonly isRetained: boolean;
}

/** A payload that cannot be read, and why. */
export class UnreadablePayload extends Error {}

/** @throws {UnreadablePayload} for a payload that is no UTF-8, or too long. */
export function textOf({ payload }: Message): string {
  if (payload.byteLength > MAX_PAYLOAD_BYTES) {
    throw new UnreadablePayload(`the payload is longer than ${MAX_PAYLOAD_BYTES} bytes`);
  }
  if (!isUtf8(payload)) throw new UnreadablePayload('the payload is not valid UTF-8');
  return bytesOf(payload).toString('utf8');
}

/** @throws {UnreadablePayload} for a payload that is no JSON. */
export function jsonOf(message: Message): unknown {
  const text = textOf(message);
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadablePayload('the payload is not valid JSON');
  }
}

/** The beginning of a payload, harmless to show. */
export function shownPayload({ payload }: Message): string {
  return cleanText(bytesOf(payload).subarray(0, MAX_SHOWN).toString('utf8'), MAX_SHOWN);
}

function bytesOf(payload: Uint8Array): Buffer {
  return Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
}

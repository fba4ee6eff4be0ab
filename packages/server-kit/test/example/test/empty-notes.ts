import type { Deps } from '../src/deps.ts';

export function emptyNotes({ maxNotes = 100 } = {}): Deps {
  return { notes: new Map(), maxNotes, async [Symbol.asyncDispose]() {} };
}

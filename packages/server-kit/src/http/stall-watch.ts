import type { ServerResponse } from 'node:http';

/** Cuts the responses whose readers have stopped reading, since what they are owed stays in memory. */
export class StallWatch {
  readonly #stallMs: number;
  readonly #fullSinceMs = new Map<ServerResponse, number | undefined>();
  readonly #timer: NodeJS.Timeout;

  constructor(stallMs: number) {
    this.#stallMs = stallMs;
    this.#timer = setInterval(() => this.#look(), Math.ceil(stallMs / 6));
    this.#timer.unref();
  }

  watch(res: ServerResponse): void {
    this.#fullSinceMs.set(res, undefined);
    res.on('drain', () => this.#fullSinceMs.set(res, undefined));
    res.on('close', () => this.#fullSinceMs.delete(res));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    for (const [res, sinceMs] of this.#fullSinceMs) {
      const owed = res.writableNeedDrain || (res.writableEnded && !res.writableFinished);
      if (!owed) continue;
      if (sinceMs === undefined) this.#fullSinceMs.set(res, now);
      else if (now - sinceMs >= this.#stallMs) res.destroy();
    }
  }
}

/** A signal that fires with `outer`, until it is disposed of. */
export interface ForwardedAbort extends Disposable {
  readonly signal: AbortSignal;
}

/** Gives work of its own a signal, so that nothing that listens to it outlives the work. */
export function forwardAbort(outer: AbortSignal | undefined): ForwardedAbort {
  const controller = new AbortController();
  const forward = () => controller.abort(outer?.reason);
  if (outer?.aborted) forward();
  outer?.addEventListener('abort', forward, { once: true });
  return { signal: controller.signal, [Symbol.dispose]: () => outer?.removeEventListener('abort', forward) };
}

/** Waits for a promise that cannot be cancelled, but no longer than the caller does. @throws The signal's reason. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  // Raced even when it is too late already: else a promise that is rejected would be nobody's.
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Waits for a promise, or until the time is up; resolves either way. */
export async function waitAtMost(limitMs: number, promise: Promise<void>): Promise<void> {
  const up = Promise.withResolvers<void>();
  const timer = setTimeout(up.resolve, limitMs);
  try {
    await Promise.race([promise, up.promise]);
  } finally {
    clearTimeout(timer);
  }
}

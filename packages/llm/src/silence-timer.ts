/** Aborts what it watches when the caller does, or when nothing was heard for too long. */
export interface SilenceTimer extends Disposable {
  readonly signal: AbortSignal;
  readonly expired: boolean;
  /** Something was heard: the wait begins anew. */
  heard(): void;
  /** Nobody is expected to speak until {@link heard} is called. */
  pause(): void;
}

/** Starts to wait: `timeoutMs` is the longest silence, and `caller` the signal that ends the wait from outside. */
export function startSilenceTimer(timeoutMs: number, caller?: AbortSignal): SilenceTimer {
  const controller = new AbortController();
  let expired = false;
  const expire = () => {
    expired = true;
    controller.abort(new Error('No answer in time.'));
  };
  let timer = setTimeout(expire, timeoutMs);
  const forward = () => controller.abort(caller?.reason);
  caller?.addEventListener('abort', forward, { once: true });
  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    heard() {
      clearTimeout(timer);
      if (!expired) timer = setTimeout(expire, timeoutMs);
    },
    pause() {
      clearTimeout(timer);
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', forward);
    },
  };
}

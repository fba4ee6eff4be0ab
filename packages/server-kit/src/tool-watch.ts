import type { Logger } from './log.ts';

const INTERVAL_MS = 1_000;

/**
 * Tells one connection when its list of tools has changed, whichever process changed it.
 *
 * @returns What ends the watch.
 */
export function watchTools(
  versionOf: () => Promise<string | number>,
  changed: () => Promise<void>,
  log: Logger,
): () => void {
  let known: string | number | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    try {
      const now = await versionOf();
      if (stopped) return;
      if (known !== undefined && now !== known) await changed();
      known = now;
    } catch (error) {
      if (!stopped) log.warning('the list of tools cannot be watched', { error });
    }
    if (stopped) return;
    timer = setTimeout(() => void look(), INTERVAL_MS);
    timer.unref();
  };
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './sqlite-errors.ts';

/** With as many waits of `busy_timeout`, 15 seconds and more: then the holder of the lock is stuck. */
const ATTEMPTS = 15;
const LONGEST_PAUSE_MS = 200;

/**
 * Runs a synchronous action again, after a pause of random length, while another process holds the lock.
 *
 * In the pauses this process answers pings, notices that its input has ended, and serves what needs no lock.
 */
export async function whileBusy<Result>(action: () => Result): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || attempt === ATTEMPTS) throw error;
    }
    await sleep(Math.min(10 * 2 ** attempt, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2));
  }
}

import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does something when this process ends, by a signal too; what came last is done first. @returns How to call it off. */
export function atExit(work: () => void): () => void {
  process.prependOnceListener('exit', work);
  // Without a listener a signal ends the process without its "exit" event.
  for (const signal of SIGNALS) process.once(signal, exit);
  return () => {
    process.off('exit', work);
    for (const signal of SIGNALS) process.off(signal, exit);
  };
}

function exit(signal: NodeJS.Signals): void {
  process.exit(128 + constants.signals[signal]);
}

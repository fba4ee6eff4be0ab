import { NexusError } from '@nexus/models';
import { EXIT } from './exit-codes.ts';

/** A reader that leaves early is no failure, whenever it does; any other fault of an output is one. */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** What ends a command early, for as long as it is not disposed of. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
  /** What the command has to end with, once the signal has fired. */
  readonly exitCode: number | undefined;
}

const SIGNALS = [
  ['SIGINT', EXIT.interrupted],
  ['SIGTERM', EXIT.terminated],
  ['SIGHUP', EXIT.hungUp],
] as const;

/**
 * Turns Ctrl-C, its relatives and a closed pipe into one signal.
 *
 * The command then ends by itself after it has closed what it opened, so that no child stays behind; a second Ctrl-C
 * does not cut that short.
 */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const stop = (code: number) => {
    exitCode ??= code;
    controller.abort(new NexusError('unavailable', 'Interrupted.'));
  };
  const handlers = SIGNALS.map(([name, code]) => {
    const handle = () => stop(code);
    process.on(name, handle);
    return () => process.off(name, handle);
  });
  // Whoever reads us has seen enough, as in `nexus tools | head`.
  const closed = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') stop(EXIT.ok);
  };
  process.stdout.on('error', closed);
  process.stderr.on('error', closed);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    [Symbol.dispose]() {
      for (const remove of handlers) remove();
      process.stdout.off('error', closed);
      process.stderr.off('error', closed);
    },
  };
}

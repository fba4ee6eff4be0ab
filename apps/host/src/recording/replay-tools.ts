import type { HostEvent, ToolCallFinished, ToolCallStarted } from '../loop/events.ts';
import type { RecordedAnswer } from './replay-server.ts';

/** Longer than any call of a recording waits for another one of its round. */
const LONGEST_WAIT_MS = 5_000;
const ERROR = 'Error: ';
/** As whose tool the host's own ones are told. */
const HOST = 'host';

interface RecordedCall {
  readonly started: ToolCallStarted;
  readonly finished: ToolCallFinished;
  isTaken: boolean;
}

/** Answers calls as recorded, and lets those that ran side by side end in the order in which they did. */
export class ReplayTools {
  readonly #calls: readonly RecordedCall[];
  readonly #waiting = new Set<() => void>();
  #finished = 0;

  constructor(events: readonly HostEvent[]) {
    const started = events.filter((event) => event.type === 'tool_call_started');
    const open = new Map<string, ToolCallStarted>();
    const calls: RecordedCall[] = [];
    let next = 0;
    for (const event of events) {
      if (event.type === 'tool_call_started') open.set(event.call_id, started[next++] ?? event);
      const begun = event.type === 'tool_call_finished' ? open.get(event.call_id) : undefined;
      if (event.type === 'tool_call_finished' && begun) calls.push({ started: begun, finished: event, isTaken: false });
    }
    this.#calls = calls;
  }

  async answer(tool: string, args: Record<string, unknown>, cancel: () => void): Promise<RecordedAnswer> {
    const text = JSON.stringify(args);
    const index = this.#calls.findIndex(
      ({ started, finished, isTaken }) =>
        !isTaken &&
        started.tool === tool &&
        JSON.stringify(started.arguments) === text &&
        finished.status !== 'refused',
    );
    const call = this.#calls[index];
    if (call === undefined)
      return { text: `The recording has no call of ${tool} with these arguments.`, isError: true };
    call.isTaken = true;
    await this.#turnOf(index);
    const { status, result } = call.finished;
    if (status === 'cancelled') cancel();
    const isError = status === 'error';
    return { text: isError && result.startsWith(ERROR) ? result.slice(ERROR.length) : result, isError };
  }

  /** Takes note of what the host says of its calls. */
  follow(event: HostEvent): void {
    if (event.type !== 'tool_call_finished') return;
    this.#finished += 1;
    for (const look of this.#waiting) look();
  }

  /** Recorded calls that nobody made. */
  left(): string[] {
    return this.#calls
      .filter(({ started }) => started.server !== HOST) // its own tools do their work again
      .filter(({ isTaken, finished }) => !isTaken && (finished.status === 'ok' || finished.status === 'error'))
      .map(({ started }) => `the recorded call of ${started.tool} was not made`);
  }

  async #turnOf(index: number): Promise<void> {
    if (this.#finished >= index) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (this.#finished >= index) resolve();
    };
    const timer = setTimeout(resolve, LONGEST_WAIT_MS);
    this.#waiting.add(look);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(look);
  }
}

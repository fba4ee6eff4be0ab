import type { ToolInfo } from '../host.ts';
import type { Recording } from './read-recording.ts';

/** What the servers of a replay offer, which changes where it changed in the recording. */
export class ReplayedOffer {
  readonly #recording: Recording;
  readonly #steps: readonly number[];
  /** Has the host list the tools again. */
  readonly #relist: () => Promise<void>;
  #current: readonly ToolInfo[];

  constructor(recording: Recording, relist: () => Promise<void>) {
    this.#recording = recording;
    this.#relist = relist;
    const { models, ownCalls, conversations } = recording;
    this.#steps = [...models, ...ownCalls, ...conversations.flat()].map(({ line }) => line).sort((a, b) => a - b);
    this.#current = this.#before(this.#steps[0] ?? 0);
  }

  /** The servers of all moments. */
  get servers(): string[] {
    return [...new Set(this.#recording.tools.flatMap(({ tools }) => tools.map(({ server }) => server)))];
  }

  of(name: string): readonly ToolInfo[] {
    return this.#current.filter(({ server }) => server === name);
  }

  /** Offers what was offered just before a line. */
  async reach(line: number): Promise<void> {
    const tools = this.#before(line);
    if (tools === this.#current) return;
    this.#current = tools;
    await this.#relist();
  }

  /** Offers what was offered when the next thing happened after a line. */
  async pass(line: number): Promise<void> {
    await this.reach(this.#steps.find((step) => step > line) ?? Number.POSITIVE_INFINITY);
  }

  #before(line: number): readonly ToolInfo[] {
    return this.#recording.tools.findLast((each) => each.line < line)?.tools ?? this.#recording.tools[0]?.tools ?? [];
  }
}

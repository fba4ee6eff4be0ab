import { NexusError } from '@nexus/models';

/** One expected reading; without a value it is there and not good. */
export interface Expanded {
  /** Position in the series. */
  readonly at: number;
  readonly value?: number;
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const RUN = new RegExp(`^(?<from>${NUMBER})(?:(?<step>[+-](?:\\d+\\.?\\d*|\\.\\d+)))?(?:x(?<times>\\d{1,5}))?$`, 'i');
const ABSENT = /^(?<word>_|stale|bad)(?:x(?<times>\d{1,5}))?$/i;
const MAX_VALUES = 100_000;

/**
 * Expands the notation of promtool: `1+2x3` is 1 3 5 7, `4x2` is 4 4 4, `_` is no reading and `_x3` are three.
 *
 * `stale` is no reading either, and `bad` one that is not good.
 *
 * @throws {NexusError} `invalid_argument` for anything else.
 */
export function expandValues(text: string): Expanded[] {
  const expanded: Expanded[] = [];
  let at = 0;
  for (const word of text.trim().split(/\s+/)) {
    const absent = ABSENT.exec(word)?.groups;
    const run = RUN.exec(word)?.groups;
    if (absent) {
      const times = Number(absent['times'] ?? 1);
      const isThere = absent['word']?.toLowerCase() === 'bad';
      for (let i = 0; i < times; i += 1, at += 1) if (isThere) expanded.push({ at });
    } else if (run) {
      const times = Number(run['times'] ?? 0);
      for (let i = 0; i <= times; i += 1, at += 1) {
        expanded.push({ at, value: Number(run['from']) + i * Number(run['step'] ?? 0) });
      }
    } else {
      throw new NexusError('invalid_argument', `values: "${word.slice(0, 40)}" is none.`, {
        hint: 'Write them like 20 21.5 _ 20+0.5x10 30x5 _x3 bad.',
      });
    }
    if (at > MAX_VALUES) throw new NexusError('limit_exceeded', `A series has at most ${MAX_VALUES} values.`);
  }
  return expanded;
}

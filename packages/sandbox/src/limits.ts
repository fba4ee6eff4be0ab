const MIB = 1024 * 1024;

/** What a run may use. Times in milliseconds, sizes in bytes. */
export const LIMITS = {
  default_time_ms: 5_000,
  max_time_ms: 30_000,
  memory_bytes: 64 * MIB,
  source_bytes: 64 * 1024,
  args_bytes: MIB,
  result_bytes: MIB,
  /** Levels of arrays and objects in an argument or a result. */
  depth: 100,
} as const;

export interface RunLimits {
  /** 5,000 unless given, and 30,000 at most. */
  readonly time_ms?: number;
}

export function timeOf({ time_ms = LIMITS.default_time_ms }: RunLimits): number {
  return Math.min(Math.max(Math.ceil(time_ms), 1), LIMITS.max_time_ms);
}

/** Levels of nesting in a text that is JSON. */
export function jsonDepth(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < json.length; i += 1) {
    const code = json.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === BRACKET || code === BRACE) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === BRACKET_END || code === BRACE_END) depth -= 1;
  }
  return deepest;
}

const QUOTE = 34;
const BACKSLASH = 92;
const BRACKET = 91;
const BRACKET_END = 93;
const BRACE = 123;
const BRACE_END = 125;

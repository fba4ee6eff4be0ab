export const METHODS = ['threshold', 'z_score', 'seasonal', 'peers', 'rate_of_change', 'flatline', 'gap'] as const;
export type Method = (typeof METHODS)[number];

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
type Severity = (typeof SEVERITIES)[number];

/** What one detector says about a stretch of a series. */
export interface Finding {
  readonly method: Method;
  readonly start_ms: number;
  /** The last reading concerned, or the end of a silence. */
  readonly end_ms: number;
  /** Later than the end while values stayed near the bound: until then it was not over. */
  readonly until_ms?: number;
  /** Absent for a silence. */
  readonly value?: number;
  /** Whether the value is too high or too low; absent where it is neither. */
  readonly direction?: 'above' | 'below';
  /** From 0 to 1; 0.5 is the threshold. */
  readonly score: number;
  readonly severity: Severity;
  /** One sentence with the numbers. */
  readonly why: string;
}

/** One fault: findings that touch each other. */
export interface Episode {
  readonly start_ms: number;
  readonly end_ms: number;
  readonly peak_value?: number;
  readonly score: number;
  readonly methods: readonly Method[];
  readonly severity: Severity;
  readonly why: string;
}

/** Worst first: severity, then score. */
export function byWorst(a: Episode, b: Episode): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || b.score - a.score;
}

/**
 * Makes one episode of findings that overlap or follow each other within `pause_ms`; silences stay for themselves.
 *
 * The peak is the value farthest in the direction of the worst finding, and the sentence is about it where something as
 * severe is to be said of it.
 */
export function episodesOf(findings: readonly Finding[], pause_ms: number): Episode[] {
  const groups: Finding[][] = [];
  const silences = findings.filter(({ method }) => method === 'gap').map((finding) => [finding]);
  let end_ms = Number.NEGATIVE_INFINITY;
  for (const finding of findings.filter(({ method }) => method !== 'gap').sort((a, b) => a.start_ms - b.start_ms)) {
    if (finding.start_ms - end_ms > pause_ms) groups.push([]);
    groups.at(-1)?.push(finding);
    end_ms = Math.max(end_ms, finding.until_ms ?? finding.end_ms);
  }
  return [...groups, ...silences].map(episode);
}

function episode(findings: readonly Finding[]): Episode {
  const worst = findings.reduce(worseOf);
  const sign = worst.direction === 'below' ? -1 : 1;
  const along = findings.filter(({ direction }) => direction === worst.direction);
  const peak = along.reduce((most, { value = 0 }) => Math.max(most, sign * value), Number.NEGATIVE_INFINITY) * sign;
  const equals = along.filter(({ value, severity }) => value === peak && severity === worst.severity);
  const methods = new Set(findings.map(({ method }) => method));
  return {
    start_ms: findings.reduce((least, { start_ms }) => Math.min(least, start_ms), worst.start_ms),
    end_ms: findings.reduce((most, { end_ms }) => Math.max(most, end_ms), worst.end_ms),
    ...(worst.value === undefined ? {} : { peak_value: peak }),
    score: findings.reduce((most, { score }) => Math.max(most, score), 0),
    methods: METHODS.filter((method) => methods.has(method)),
    severity: worst.severity,
    why: equals.reduce(worseOf, equals[0] ?? worst).why,
  };
}

/** By severity, then by method in the order of `METHODS`, then by score; of jumps the first, for the next leads back. */
function worseOf(one: Finding, other: Finding): Finding {
  const difference =
    SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity) ||
    METHODS.indexOf(one.method) - METHODS.indexOf(other.method) ||
    (one.method === 'rate_of_change' ? one.start_ms - other.start_ms : other.score - one.score);
  return difference <= 0 ? one : other;
}

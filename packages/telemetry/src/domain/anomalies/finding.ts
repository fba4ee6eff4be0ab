export const METHODS = ['threshold', 'z_score', 'seasonal', 'rate_of_change', 'flatline', 'gap'] as const;
type Method = (typeof METHODS)[number];

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
type Severity = (typeof SEVERITIES)[number];

/** What one detector says about a stretch of a series. */
export interface Finding {
  readonly method: Method;
  readonly start_ms: number;
  /** The last reading concerned, or the end of a silence. */
  readonly end_ms: number;
  /** Absent for a silence. */
  readonly value?: number;
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
 * The sentence is that of the worst finding, and of equals the one whose method comes first in `METHODS`.
 */
export function episodesOf(findings: readonly Finding[], pause_ms: number): Episode[] {
  const groups: Finding[][] = [];
  const silences = findings.filter(({ method }) => method === 'gap').map((finding) => [finding]);
  let end_ms = Number.NEGATIVE_INFINITY;
  for (const finding of findings.filter(({ method }) => method !== 'gap').sort((a, b) => a.start_ms - b.start_ms)) {
    if (finding.start_ms - end_ms > pause_ms) groups.push([]);
    groups.at(-1)?.push(finding);
    end_ms = Math.max(end_ms, finding.end_ms);
  }
  return [...groups, ...silences].map(episode);
}

function episode(findings: readonly Finding[]): Episode {
  const order = (a: Finding, b: Finding) =>
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    b.score - a.score ||
    METHODS.indexOf(a.method) - METHODS.indexOf(b.method);
  const worst = findings.reduce((one, other) => (order(one, other) <= 0 ? one : other));
  const methods = new Set(findings.map(({ method }) => method));
  return {
    start_ms: findings.reduce((least, { start_ms }) => Math.min(least, start_ms), worst.start_ms),
    end_ms: findings.reduce((most, { end_ms }) => Math.max(most, end_ms), worst.end_ms),
    ...(worst.value === undefined ? {} : { peak_value: worst.value }),
    score: findings.reduce((most, { score }) => Math.max(most, score), 0),
    methods: METHODS.filter((method) => methods.has(method)),
    severity: worst.severity,
    why: worst.why,
  };
}

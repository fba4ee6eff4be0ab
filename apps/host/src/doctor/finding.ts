import type { Environment } from '@nexus/models/environment';
import type { HostConfig } from '../config.ts';

/** What one look found. A `fault` keeps something from working; a `warning` will, or might. */
export interface Finding {
  /** What was looked at, such as `disk`. */
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'fault';
  readonly message: string;
  /** What to do about it. */
  readonly cure?: string;
}

/** What the checks look at. */
export interface Patient {
  readonly environment: Environment;
  readonly dataDir: string;
  /** Undefined when it is faulty, which is a finding of its own. */
  readonly config: HostConfig | undefined;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

export type Check = (patient: Patient) => Finding[] | Promise<Finding[]>;

/** Makes the findings of one check. */
export function finder(check: string) {
  return {
    ok: (message: string): Finding => ({ check, status: 'ok', message }),
    warning: (message: string, cure: string): Finding => ({ check, status: 'warning', message, cure }),
    fault: (message: string, cure: string): Finding => ({ check, status: 'fault', message, cure }),
  };
}

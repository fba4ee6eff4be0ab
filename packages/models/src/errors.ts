const BRAND = Symbol.for('nexusiot.error');

export const NEXUS_ERROR_CODES = [
  'invalid_argument',
  'not_found',
  'conflict',
  'permission_denied',
  'limit_exceeded',
  'unavailable',
] as const;

export type NexusErrorCode = (typeof NEXUS_ERROR_CODES)[number];

/**
 * A failure the caller can act on.
 *
 * `message` states the fault and `hint` names the next step: both reach the caller and the model. What must not leave
 * the process goes in `cause`.
 */
export class NexusError extends Error {
  readonly [BRAND] = true;
  readonly code: NexusErrorCode;
  readonly hint: string | undefined;

  constructor(code: NexusErrorCode, message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'NexusError';
    this.code = code;
    this.hint = options.hint;
  }

  /** Use this instead of `instanceof`, which fails across two installed copies of this package. */
  static is(error: unknown): error is NexusError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}

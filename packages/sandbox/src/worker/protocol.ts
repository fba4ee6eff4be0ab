/**
 * What a worker and its parent say to each other: one line each way, and then the worker is killed, unless it has only checked
 * a source: it may be asked to run the same next.
 *
 * The worker first writes `ready` on a line. The request is JSON. The answer begins with the request's nonce and a space,
 * which code that got out of the engine would have to know.
 */
export const READY = 'ready';

export type Request = { readonly nonce: string } & (
  | { readonly kind: 'run'; readonly run: RunRequest }
  | { readonly kind: 'strip' | 'check'; readonly source: string }
);

export interface RunRequest {
  /** A module that has a function `main`, in the language of the engine. */
  readonly code: string;
  /** The argument of `main` as JSON. */
  readonly args: string;
  readonly time_ms: number;
  readonly max_result_bytes: number;
}

export type Answer =
  | { readonly kind: 'value'; readonly json: string }
  | { readonly kind: 'threw'; readonly name: string; readonly message: string; readonly stack: string }
  | { readonly kind: 'stripped'; readonly code: string }
  | { readonly kind: 'checked'; readonly json: string }
  | { readonly kind: 'not_typescript'; readonly message: string }
  | { readonly kind: 'timeout' | 'out_of_memory' | 'too_large' | 'no_json' | 'unsettled' };

/** One reason why a source is not run; `line` and `column` count from 1 in the source as it was given. */
export interface Violation {
  readonly rule: 'size' | 'syntax' | 'entry' | 'import' | 'global' | 'member' | 'statement';
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

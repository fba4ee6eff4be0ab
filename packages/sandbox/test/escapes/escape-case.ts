/** Code that tries to get out, or to take more than it is given. */
export interface EscapeCase {
  readonly name: string;
  /** Returns a text that begins with `ESCAPED` when it reached what it wanted. */
  readonly code: string;
  /** A second call that must find nothing of the first; it returns `clean`. */
  readonly followUp?: string;
}

/** Where the cases look for the host; the tests put the values there and see whether they were touched. */
export interface Canary {
  readonly file: string;
  readonly marker: string;
  readonly port: number;
}

/** `host()` of a case: whatever it can find of Node.js, by a function that makes functions. */
export const HOST = `const HOST = 'return typeof process === "object" ? "ESCAPED " + process.version : "none"';`;

import { stripTypeScriptTypes } from 'node:module';
import type { Answer } from './protocol.ts';

/**
 * The JavaScript of a TypeScript source, with white space in place of types so that every position stays.
 *
 * Only in a worker that is thrown away: some sources leave the parser unusable for the rest of the process.
 */
export function stripTypes(source: string): Answer {
  try {
    return { kind: 'stripped', code: stripTypeScriptTypes(source) };
  } catch (error) {
    return { kind: 'not_typescript', message: error instanceof Error ? error.message : 'it cannot be parsed' };
  }
}

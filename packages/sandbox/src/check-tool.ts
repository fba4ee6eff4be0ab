import { inferFromJavaScript } from './schema/infer-javascript.ts';
import { inferFromTypeScript } from './schema/infer-typescript.ts';
import { OPEN_OBJECT, type Signature, UnsupportedTypeError } from './schema/json-schema.ts';
import { checkJavaScript, syntaxViolation } from './validation/check-javascript.ts';
import type { Violation } from './validation/violation.ts';

export type Language = 'javascript' | 'typescript' | 'python';

export interface ToolCode {
  readonly language: Language;
  /** A module with a function `main` that takes one object and returns what JSON can say, or a promise of it. */
  readonly code: string;
}

export interface CheckedCode {
  readonly violations: readonly Violation[];
  /** What runs: the same text, with white space in place of TypeScript's types. */
  readonly executable: string;
  readonly signature: Signature;
  /** Why the types do not tell the schema, so that it must be given. */
  readonly schema_fault?: string;
}

/**
 * Parses a tool in JavaScript or TypeScript, of at most 64 KB.
 *
 * @param strip Takes the types from TypeScript; a fault is a sentence.
 */
export async function checkCode(
  { language, code }: ToolCode,
  strip: (source: string) => Promise<{ readonly code: string } | { readonly fault: string }>,
): Promise<CheckedCode> {
  const read = language === 'typescript' ? inferFromTypeScript : inferFromJavaScript;
  let signature: Signature = { input_schema: OPEN_OBJECT };
  let schemaFault: string | undefined;
  try {
    signature = read(code);
  } catch (error) {
    if (!(error instanceof UnsupportedTypeError)) return refused(code, syntaxViolation(error));
    schemaFault = error.message;
  }
  const stripped = language === 'typescript' ? await strip(code) : { code };
  if ('fault' in stripped) {
    return refused(code, { rule: 'syntax', message: stripped.fault.slice(0, 200), line: 1, column: 1 });
  }
  return {
    violations: checkJavaScript(stripped.code),
    executable: stripped.code,
    signature,
    ...(schemaFault !== undefined && { schema_fault: schemaFault }),
  };
}

function refused(executable: string, violation: Violation): CheckedCode {
  return { violations: [violation], executable, signature: { input_schema: OPEN_OBJECT } };
}

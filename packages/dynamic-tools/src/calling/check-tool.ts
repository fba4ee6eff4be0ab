import { randomUUID } from 'node:crypto';
import { NexusError } from '@nexus/models';
import type { Sandbox, ToolCode } from '@nexus/sandbox';
import { normaliseSchema } from '../domain/normalise-schema.ts';
import { sameResult } from '../domain/same-result.ts';
import type { JsonSchema } from '../store/store.ts';
import { checkArguments } from './check-arguments.ts';

export interface Example {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
}

const MAX_SHOWN = 300;

/**
 * Checks the code and the schema of a tool and runs its examples.
 *
 * @returns The normalised schema: the given one, or the one that the signature tells.
 * @throws {NexusError} `invalid_argument` that lists every violation, or every example that fails.
 */
export async function checkTool(
  sandbox: Sandbox,
  tool: ToolCode & { readonly name: string },
  given: unknown,
  examples: readonly Example[],
): Promise<JsonSchema> {
  const checked = await sandbox.check(tool);
  const faults = checked.violations.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`);
  if (given === undefined && checked.schema_fault !== undefined) {
    faults.push(`input_schema: give it, since the types do not tell it. ${checked.schema_fault}`);
  }
  const normalised = normaliseSchema(given ?? checked.signature.input_schema);
  if ('faults' in normalised) faults.push(...normalised.faults);
  if (faults.length > 0) throw refused('The tool was not registered', faults);
  const { schema } = normalised as { readonly schema: JsonSchema };
  const failed: string[] = [];
  for (const [i, example] of examples.entries()) {
    const fault = await exampleFault(sandbox, tool, schema, example);
    if (fault !== undefined) failed.push(`example ${i + 1}: ${fault}`);
  }
  if (failed.length > 0) throw refused('The tool was not registered, since its examples fail', failed);
  return schema;
}

async function exampleFault(
  sandbox: Sandbox,
  tool: ToolCode & { readonly name: string },
  input_schema: JsonSchema,
  example: Example,
): Promise<string | undefined> {
  let args: Record<string, unknown>;
  try {
    args = checkArguments({ tool_id: randomUUID(), name: tool.name, input_schema }, example.arguments);
  } catch (error) {
    if (!NexusError.is(error)) throw error;
    return error.message;
  }
  const outcome = await sandbox.run(tool, args);
  if (!outcome.ok) return outcome.error.message;
  if (!('result' in example) || sameResult(outcome.value, example.result)) return undefined;
  return `gives ${shown(outcome.value)} instead of ${shown(example.result)}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, MAX_SHOWN);
}

function refused(what: string, faults: readonly string[]): NexusError {
  return new NexusError('invalid_argument', `${what}:\n${faults.join('\n')}`, {
    hint: 'Correct all of these and register it again.',
  });
}

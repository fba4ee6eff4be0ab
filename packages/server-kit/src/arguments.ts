import { cleanText, NexusError } from '@nexus/models';
import type * as z from 'zod';

const MAX_DEPTH = 32;
const MAX_ISSUES = 5;
// C0 and C1 controls but tab and line feeds; they are never part of a name, and NUL breaks other stores.
// oxlint-disable-next-line no-control-regex -- finding them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Checks a tool's arguments.
 *
 * @throws {NexusError} `invalid_argument` that names every fault and what the tool accepts.
 */
export function parseArguments<Schema extends z.ZodObject>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(cleanStrings(given ?? {}, 'The argument', 0));
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, MAX_ISSUES).map(describeIssue);
  const more = result.error.issues.length - faults.length;
  throw new NexusError(
    'invalid_argument',
    `Invalid arguments: ${faults.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    { hint: acceptedArguments(schema) },
  );
}

/** Whether a text has characters that no name, id or address has. */
export function isBrokenText(text: string): boolean {
  return CONTROL.test(text) || !text.isWellFormed();
}

function acceptedArguments(schema: z.ZodObject): string {
  const names = Object.entries<z.core.$ZodType>(schema.shape).map(([name, field]) =>
    isOptional(field) ? `${name}?` : name,
  );
  return names.length === 0 ? 'This takes no arguments.' : `Accepted: ${names.join(', ')}.`;
}

function isOptional(field: z.core.$ZodType): boolean {
  return field._zod.optin !== undefined;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const where = cleanText(issue.path.map(String).join('.'), 80);
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.slice(0, MAX_ISSUES).map((key) => JSON.stringify(cleanText(key, 40)));
    return `${where === '' ? '' : `${where}: `}unknown argument ${names.join(', ')}`;
  }
  // zod says "expected string, received undefined", which reads as if somebody had sent undefined.
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return `${where} is missing`;
  return `${where || 'arguments'}: ${issue.message.slice(0, 200)}`;
}

/** Strips what cannot be seen and refuses what cannot be text; what needs neither comes back as it is. */
function cleanStrings(value: unknown, owner: string, depth: number): unknown {
  if (typeof value === 'string') {
    if (isBrokenText(value)) {
      throw new NexusError('invalid_argument', `${cleanText(owner, 40)} has control or broken characters.`, {
        hint: 'Send it again as plain text.',
      });
    }
    return value.replace(INVISIBLE, '');
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) {
    throw new NexusError('invalid_argument', `The arguments are nested deeper than ${MAX_DEPTH} levels.`);
  }
  if (Array.isArray(value)) {
    const cleaned = value.map((item: unknown) => cleanStrings(item, owner, depth + 1));
    return cleaned.some((item, i) => item !== value[i]) ? cleaned : value;
  }
  const entries = Object.entries(value);
  let changed = false;
  for (const entry of entries) {
    const cleaned = cleanStrings(entry[1], entry[0], depth + 1);
    changed ||= cleaned !== entry[1];
    entry[1] = cleaned;
  }
  return changed ? Object.fromEntries(entries) : value;
}

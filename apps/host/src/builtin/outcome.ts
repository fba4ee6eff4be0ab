import type { JsonObject } from '@nexus/llm';
import { cleanText } from '@nexus/models';
import type * as z from 'zod';

/** A call by the tool's own name, without a server's prefix. */
export interface ToolRequest {
  readonly tool: string;
  readonly arguments: JsonObject;
}

/** A call and what came back: the JSON text of its result, or an error text. */
export interface Outcome {
  readonly request: ToolRequest;
  readonly text: string;
}

const MAX_FAULT_LENGTH = 700;
const NOTHING_YET = /\bregistry is empty\b|\bno readings of any\b/i;

/** What to do where there is no data at all. */
export const EMPTY_HINT =
  '"nexus demo" sets up a demo building; "nexus import" brings in your own zones, devices and readings.';

/** The result of a call as its schema reads it; undefined when the call failed or its result is not of that shape. */
export function resultOf<Schema extends z.ZodType>(
  outcome: Outcome | undefined,
  schema: Schema,
): z.output<Schema> | undefined {
  const json = outcome === undefined ? undefined : objectIn(outcome.text);
  return json === undefined ? undefined : schema.safeParse(json).data;
}

/** The results of the calls to one tool, failed ones left out. */
export function resultsOf<Schema extends z.ZodType>(
  outcomes: readonly Outcome[],
  tool: string,
  schema: Schema,
): z.output<Schema>[] {
  return outcomes.flatMap((outcome) => {
    const result = outcome.request.tool === tool ? resultOf(outcome, schema) : undefined;
    return result === undefined ? [] : [result];
  });
}

export function hasFailed(outcome: Outcome | undefined): boolean {
  return outcome === undefined || objectIn(outcome.text) === undefined;
}

/** Whether a call failed because nothing has that id or name. */
export function isNotFound(outcome: Outcome | undefined): boolean {
  return (
    outcome !== undefined &&
    hasFailed(outcome) &&
    /\b(?:there (?:is|are) no|not[ _]found|unknown)\b/i.test(outcome.text)
  );
}

/** Why a change was not made: refused by a person, by nobody being there, or by the server. */
export function notDone(outcome: Outcome): string {
  if (/did not allow/.test(outcome.text)) return 'Nothing was changed.';
  if (/nobody is there to approve/.test(outcome.text))
    return 'Nothing was changed: nobody is here to confirm it. "nexus chat" asks, and --allow-writes allows it.';
  return hasFailed(outcome)
    ? `Nothing was changed. ${faultsOf([outcome])}`
    : 'It was done, but what the server says of it cannot be read.';
}

/** What went wrong, for people: the server's own words, which name the candidates. */
export function faultsOf(outcomes: readonly Outcome[]): string {
  const faults = [...new Set(outcomes.filter(hasFailed).map(({ request, text }) => faultText(request.tool, text)))];
  const helpful = faults.filter((fault) => fault.includes('Nearest:'));
  const hint = faults.some((fault) => NOTHING_YET.test(fault)) ? [EMPTY_HINT] : [];
  return (
    (nameless(faults) ?? [...(helpful.length > 0 ? helpful : faults), ...hint].join('\n')) ||
    'The servers sent an answer that I cannot read. "nexus call TOOL" shows it as it is.'
  );
}

const UNNAMED = /^There is no (zone|device) "(.+)"\.(?:\n(Nearest: .+))?$/;

/** One name, looked for among the zones and among the devices, is one fault; rooms come first as candidates. */
function nameless(faults: readonly string[]): string | undefined {
  const found = faults.map((fault) => UNNAMED.exec(fault));
  const zone = found.find((one) => one?.[1] === 'zone');
  const device = found.find((one) => one?.[1] === 'device');
  if (faults.length !== 2 || zone?.[2] === undefined || zone[2] !== device?.[2]) return undefined;
  const nearest = zone[3] ?? device[3];
  return `There is no zone and no device "${zone[2]}".${nearest === undefined ? '' : `\n${nearest}`}`;
}

function faultText(tool: string, text: string): string {
  if (/^\s*[[{]/.test(text))
    return `The result of ${tool} came incomplete, so I cannot read it. Ask for less: one room, one floor or a shorter time.`;
  const lines = text
    .replace(/^\s*error:\s*/i, '')
    // Which tool to call next is said to models.
    .replace(/(?<=^|\s)(?:See \w+_\w+|[a-z]+_[a-z]+ (?:tells|lists|shows) [^.\n]*)\.(?=\s|$)/g, '')
    .split('\n')
    .map((line) => cleanText(line, MAX_FAULT_LENGTH));
  return (
    lines
      .filter((line) => line !== '')
      .slice(0, 4)
      .join('\n') || `${tool} gave no answer.`
  );
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

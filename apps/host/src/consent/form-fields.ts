import type { ElicitRequestFormParams, ElicitResult } from '@modelcontextprotocol/sdk/types.js';

type Schema = ElicitRequestFormParams['requestedSchema'];
type Property = Schema['properties'][string];
type Answer = NonNullable<ElicitResult['content']>[string];

interface Choice {
  readonly value: string;
  readonly title: string;
}

/** A field of a form as a person is asked for it. All texts are the server's. */
export interface Field {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly isRequired: boolean;
  /** What it takes, in words. */
  readonly kind: string;
  readonly standard?: Answer;
  /** What may be chosen; empty where anything of the kind may be said. */
  readonly choices: readonly Choice[];
  readonly property: Property;
}

/** What a person said: a value, nothing where that may be, or why it cannot be taken. */
export type Read = { readonly value: Answer | undefined } | { readonly fault: string };

const FORMATS: Readonly<Record<string, { readonly kind: string; readonly fits: (text: string) => boolean }>> = {
  email: { kind: 'e-mail address', fits: (text) => /^[^\s@]+@[^\s@]+$/u.test(text) },
  uri: { kind: 'address such as https://example.org', fits: (text) => URL.canParse(text) },
  date: { kind: 'date as YYYY-MM-DD', fits: isDate },
  'date-time': {
    kind: 'time as YYYY-MM-DDThh:mm:ssZ',
    fits: (text) =>
      /^\S{10}T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/iu.test(text) && !Number.isNaN(Date.parse(text)),
  },
};

/** The fields in the order of the form. */
export function fieldsOf({ properties, required = [] }: Schema): Field[] {
  return Object.entries(properties).map(([name, property]) => ({
    name,
    title: property.title ?? name,
    ...(property.description !== undefined && { description: property.description }),
    isRequired: required.includes(name),
    kind: kindOf(property),
    ...(property.default !== undefined && { standard: property.default }),
    choices: choicesOf(property),
    property,
  }));
}

/** Reads what was said for a field; nothing stands for its default, or leaves it out. */
export function readField(field: Field, text: string): Read {
  if (text !== '') return readValue(field, text);
  if (field.standard !== undefined) return { value: field.standard };
  return field.isRequired ? { fault: 'It has to be filled in.' } : { value: undefined };
}

export function valueText(value: Answer): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function readValue({ property, choices }: Field, text: string): Read {
  if (property.type === 'array') return readList(property, choices, text);
  if (choices.length > 0) {
    const chosen = choose(choices, text);
    return chosen === undefined ? { fault: noChoice(choices) } : { value: chosen };
  }
  if (property.type === 'boolean') return readBoolean(text);
  if (property.type === 'string') return readText(property, text);
  return readNumber(property, text);
}

function readBoolean(text: string): Read {
  if (/^(?:y|yes|true)$/iu.test(text)) return { value: true };
  return /^(?:n|no|false)$/iu.test(text) ? { value: false } : { fault: 'Say yes or no.' };
}

function readNumber(property: Extract<Property, { type: 'number' | 'integer' }>, text: string): Read {
  const value = Number(text);
  if (!Number.isFinite(value)) return { fault: 'It has to be a number.' };
  if (property.type === 'integer' && !Number.isInteger(value)) return { fault: 'It has to be a whole number.' };
  const { minimum, maximum } = property;
  if (minimum !== undefined && value < minimum) return { fault: `It has to be at least ${minimum}.` };
  if (maximum !== undefined && value > maximum) return { fault: `It may be ${maximum} at most.` };
  return { value };
}

function readText(property: Extract<Property, { type: 'string' }>, text: string): Read {
  const { minLength, maxLength, format } = property as {
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly format?: string;
  };
  const { length } = Array.from(text); // in code points, as JSON Schema counts
  if (minLength !== undefined && length < minLength)
    return { fault: `It has to have ${minLength} characters or more.` };
  if (maxLength !== undefined && length > maxLength) return { fault: `It may have ${maxLength} characters at most.` };
  const rule = format === undefined ? undefined : FORMATS[format];
  return rule?.fits(text) === false ? { fault: `It has to be: ${rule.kind}.` } : { value: text };
}

function readList(
  { minItems, maxItems }: Extract<Property, { type: 'array' }>,
  choices: readonly Choice[],
  text: string,
): Read {
  const chosen = text.split(',').map((each) => choose(choices, each.trim()));
  const values = [...new Set(chosen.filter((each) => each !== undefined))];
  if (chosen.includes(undefined)) return { fault: noChoice(choices) };
  if (minItems !== undefined && values.length < minItems) return { fault: `Choose ${minItems} or more.` };
  if (maxItems !== undefined && values.length > maxItems) return { fault: `Choose ${maxItems} at most.` };
  return { value: values };
}

/** By its number in the list, its title or its value; what is called like a number is meant before the number. */
function choose(choices: readonly Choice[], text: string): string | undefined {
  const isCalled = ({ value, title }: Choice) =>
    [value, title].some((each) => each.toLowerCase() === text.toLowerCase());
  return (choices.find(isCalled) ?? (/^\d{1,4}$/u.test(text) ? choices[Number(text) - 1] : undefined))?.value;
}

function noChoice(choices: readonly Choice[]): string {
  return `Choose from the list, by a number from 1 to ${choices.length} or by name.`;
}

function choicesOf(property: Property): Choice[] {
  const of = property.type === 'array' ? property.items : property;
  if ('enum' in of && of.enum !== undefined) {
    const { enumNames: titles } = of as { readonly enumNames?: readonly string[] };
    return of.enum.map((value, i) => ({ value, title: titles?.[i] ?? value }));
  }
  const titled = 'oneOf' in of ? of.oneOf : 'anyOf' in of ? of.anyOf : undefined;
  return (titled ?? []).map(({ const: value, title }) => ({ value, title }));
}

function kindOf(property: Property): string {
  if (property.type === 'array') return 'choices, between commas';
  if (choicesOf(property).length > 0) return 'choice';
  if (property.type === 'boolean') return 'yes or no';
  if (property.type === 'string') {
    const { format } = property as { readonly format?: string };
    return (format === undefined ? undefined : FORMATS[format]?.kind) ?? 'text';
  }
  const { minimum, maximum } = property;
  const range = [minimum === undefined ? '' : ` from ${minimum}`, maximum === undefined ? '' : ` to ${maximum}`].join(
    '',
  );
  return `${property.type === 'integer' ? 'whole number' : 'number'}${range}`;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/u.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

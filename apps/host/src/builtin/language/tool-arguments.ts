/** The arguments of a tool as a sentence gives them, or what is wrong with them. */
export interface ToolArguments {
  readonly values: Readonly<Record<string, unknown>>;
  readonly fault?: string;
}

const PAIR = /(?<![\w.])([A-Za-z_]\w{0,63})\s*(?:=|:)\s*("[^"]*"|\[[^\]]*\]|[^\s,;]+)/g;

/** `with base=18, name="x"`, or a JSON object: `{"base": 18}`. What cannot be read is said, never guessed. */
export function readToolArguments(text: string, name: string): ToolArguments {
  const at = text.indexOf('{');
  if (at === -1) return { values: pairsIn(text) };
  const json = text.slice(at, text.lastIndexOf('}') + 1);
  const value = parsed(json);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { values: { ...value } };
  return {
    values: {},
    fault: `The arguments are no JSON object, so ${name} was not called. For example: call ${name} with area_sqm=2500`,
  };
}

function pairsIn(text: string): Record<string, unknown> {
  const pairs = [...text.matchAll(PAIR)].map(([, key = '', value = '']) => [key, valueOf(value)] as const);
  return Object.fromEntries(pairs.filter(([key]) => key !== '__proto__'));
}

function valueOf(text: string): unknown {
  const bare = /^[["]/.test(text) ? text : text.replace(/[.?!]+$/, '');
  return parsed(bare) ?? bare;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

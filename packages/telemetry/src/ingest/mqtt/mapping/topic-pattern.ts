const NAMED = /^\{([a-z_][a-z0-9_]{0,31})\}$/i;

/** A topic filter, some of whose levels have names: `site/{building}/+/{device_id}/#`. */
export interface TopicPattern {
  /** As it is subscribed to. */
  readonly filter: string;
  readonly names: readonly string[];
  /** What the named levels of a topic hold; `undefined` for a topic that it does not take. */
  match(topic: string): ReadonlyMap<string, string> | undefined;
}

/** @returns Why a text is no pattern, as a text. */
export function readTopicPattern(text: string): TopicPattern | string {
  const levels = text.split('/');
  const nameOf = (level: string) => NAMED.exec(level)?.[1];
  for (const [i, level] of levels.entries()) {
    if (level === '#' && i === levels.length - 1) continue;
    if (level === '+' || nameOf(level) !== undefined) continue;
    if (/[+#{}\0]/.test(level)) return `the level "${level}" is neither a text, {name}, + nor a # at the end`;
  }
  if (text === '' || text.length > 512) return 'a topic has 1 to 512 characters';
  if (text.startsWith('$')) return 'a topic with $ at the start belongs to the broker';
  const names = levels.map(nameOf).filter((name) => name !== undefined);
  if (new Set(names).size < names.length) return 'a name occurs twice';
  return {
    filter: levels.map((level) => (nameOf(level) === undefined ? level : '+')).join('/'),
    names,
    match: (topic: string) => matchLevels(levels, nameOf, topic),
  };
}

function matchLevels(
  levels: readonly string[],
  nameOf: (level: string) => string | undefined,
  topic: string,
): ReadonlyMap<string, string> | undefined {
  if (topic.startsWith('$')) return undefined;
  const given = topic.split('/');
  const found = new Map<string, string>();
  for (const [i, level] of levels.entries()) {
    if (level === '#') return found;
    const actual = given[i];
    if (actual === undefined) return undefined;
    const name = nameOf(level);
    if (name !== undefined) found.set(name, actual);
    else if (level !== '+' && level !== actual) return undefined;
  }
  return given.length === levels.length ? found : undefined;
}

/** Puts the named levels of a topic into a text with `{name}`s. */
export function fillNames(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => names.get(name) ?? whole);
}

export function namesIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

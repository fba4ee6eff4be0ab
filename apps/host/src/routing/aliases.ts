import { createHash } from 'node:crypto';

/** A tool as its server names it; unique as a pair. */
export interface ToolKey {
  readonly server: string;
  readonly tool: string;
}

const LONGEST = 64;
const HASH_LENGTH = 8;

/**
 * Names for tools that no two share and that every model API accepts: `^[A-Za-z0-9_-]{1,64}$`.
 *
 * A tool keeps its own name where that is possible. Names that collide are prefixed with their server's
 * (`server__tool`); what is too long, has other characters or still collides ends in a hash of the pair.
 *
 * @returns One alias a key, in the same order.
 */
export function assignAliases(keys: readonly ToolKey[]): string[] {
  const plain = keys.map(({ tool }) => tool);
  const takenPlain = repeated(plain);
  const wanted = keys.map(({ server, tool }) => (takenPlain.has(tool) ? `${server}__${tool}` : tool));
  const stillTaken = repeated(wanted);
  const aliases = wanted.map((name) => (isValid(name) && !stillTaken.has(name) ? name : undefined));
  const used = new Set(aliases.filter((alias) => alias !== undefined));
  return keys.map((key, i) => {
    const alias = aliases[i] ?? hashedName(key, wanted[i] ?? '', used);
    used.add(alias);
    return alias;
  });
}

function isValid(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/u.test(name);
}

function hashedName({ server, tool }: ToolKey, name: string, used: ReadonlySet<string>): string {
  const readable = name.replaceAll(/[^A-Za-z0-9_-]+/gu, '_').slice(0, LONGEST - HASH_LENGTH - 1);
  for (let attempt = 0; ; attempt += 1) {
    const hash = createHash('sha256').update(`${server}\0${tool}\0${attempt}`).digest('hex').slice(0, HASH_LENGTH);
    const alias = `${readable}_${hash}`;
    if (!used.has(alias)) return alias;
  }
}

function repeated(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  return twice;
}

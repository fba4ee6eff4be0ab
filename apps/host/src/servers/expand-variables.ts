import type { Environment } from '@nexus/models/environment';

const REFERENCE = /\$\{(?<name>[A-Za-z_]\w*)(?::-(?<preset>[^}]*))?\}/gu;

export interface ExpandedText {
  readonly text: string;
  /** Variables without a value and without a default. */
  readonly missing: readonly string[];
}

/** Replaces `${NAME}` and `${NAME:-default}`; as in a shell, the default also stands in for an empty value. */
export function expandVariables(text: string, environment: Environment): ExpandedText {
  const missing: string[] = [];
  const expanded = text.replace(REFERENCE, (_match, name: string, preset: string | undefined) => {
    const value = environment[name];
    if (preset !== undefined) return value || preset;
    if (value === undefined) missing.push(name);
    return value ?? '';
  });
  return { text: expanded, missing };
}

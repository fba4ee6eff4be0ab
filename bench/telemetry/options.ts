import { parseArgs } from 'node:util';

export interface NumberOption {
  readonly full: number;
  /** With `--quick`: enough to see that the benchmark works, too little to judge by. */
  readonly quick: number;
}

/** Reads `--name number` options, `--quick` and `--folder`. @throws {Error} for what is no option or no number. */
export function optionsOf<Name extends string>(
  numbers: Readonly<Record<Name, NumberOption>>,
): Record<Name, number> & { readonly folder: string | undefined } {
  const names = Object.keys(numbers) as Name[];
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      folder: { type: 'string' },
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    },
  });
  const given = values as Readonly<Record<string, unknown>>;
  const read = names.map((name): [Name, number] => {
    const text = given[name];
    const value = text === undefined ? numbers[name][given['quick'] === true ? 'quick' : 'full'] : Number(text);
    if (!Number.isSafeInteger(value) || value <= 0) throw new Error(`--${name} must be a whole number above 0`);
    return [name, value];
  });
  const folder = given['folder'];
  return Object.assign(Object.fromEntries(read) as Record<Name, number>, {
    folder: typeof folder === 'string' ? folder : undefined,
  });
}

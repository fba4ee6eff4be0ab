import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { catalogue } from '../catalogue.ts';
import { connect } from '../connect.ts';
import type { JsonSchema } from '../schema.ts';
import type { ServerSpec } from '../server-spec.ts';
import { faultsOfSchema } from './schema-faults.ts';

export interface ContractOptions<Deps> {
  /** The folder of the server's `package.json`. */
  readonly packageRoot: URL | string;
  /** Fresh dependencies over empty stores; disposed by the contract. */
  open(): Promise<Deps>;
}

const MAX_TOOLS = 12;
const MAX_TOKENS = 8_000;
const MAX_INSTRUCTIONS = 512;
/** Measured on JSON Schemas: close enough for a budget, and no tokenizer to install. */
const CHARACTERS_A_TOKEN = 4;

/** Registers the tests that every server of the platform passes. */
export function testServerContract<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  options: ContractOptions<Deps>,
): void {
  const root = typeof options.packageRoot === 'string' ? options.packageRoot : fileURLToPath(options.packageRoot);
  const offered = catalogue(spec, false).wireTools;
  const tokens = Math.ceil(JSON.stringify(offered).length / CHARACTERS_A_TOKEN);

  describe(`${spec.name} keeps the contract of a server`, () => {
    for (const [folder, declared] of [
      ['tools', spec.tools],
      ['resources', spec.resources],
      ['prompts', spec.prompts],
    ] as const) {
      const expected = declared.map(({ name }) => `${name.replaceAll('_', '-')}.ts`).sort();
      test(`src/${folder} has one file for each, of its name, and its list has them all`, () => {
        expect(filesIn(join(root, 'src', folder))).toEqual(expected);
      });
      test(`test/${folder} has a test for each`, () => {
        const missing = expected.filter((file) => !existsSync(join(root, 'test', folder, testFile(file))));
        expect(missing.map(testFile)).toEqual([]);
      });
    }

    test(`has at most ${MAX_TOOLS} tools, in about ${tokens} of ${MAX_TOKENS} tokens`, () => {
      expect(offered.length).toBeLessThanOrEqual(MAX_TOOLS);
      expect(tokens).toBeLessThanOrEqual(MAX_TOKENS);
    });

    test('says what it is for, and how its tools play together, briefly', () => {
      expect(spec.instructions.trim()).not.toBe('');
      expect(spec.instructions.length).toBeLessThanOrEqual(MAX_INSTRUCTIONS);
      expect(spec.description.trim()).not.toBe('');
    });

    test('every tool has a title, a description, all hints and an output', async () => {
      const { tools } = await listed(spec, options);
      const lacking = tools.filter(({ title = '', description = '', outputSchema, annotations: hints }) => {
        const said = [hints?.readOnlyHint, hints?.destructiveHint, hints?.idempotentHint, hints?.openWorldHint];
        return title.trim() === '' || description.trim() === '' || !outputSchema || said.includes(undefined);
      });
      expect(lacking).toEqual([]);
    });

    test('every schema is closed, flat enough for every model provider, and its arguments described', () => {
      const faults = offered.flatMap(({ name, inputSchema, outputSchema }) => [
        ...faultsOfSchema(inputSchema as JsonSchema, `${name} input`, 'input'),
        ...faultsOfSchema(outputSchema as JsonSchema, `${name} output`, 'output'),
      ]);
      expect(faults).toEqual([]);
    });

    test('tools/list is as pinned; update the snapshot when a definition is meant to change', async () => {
      const { tools } = await listed(spec, options);
      await expect(`${JSON.stringify(tools, null, 2)}\n`).toMatchFileSnapshot(
        join(root, 'test', '__snapshots__', 'tools-list.json'),
      );
    });

    test('resources and prompts can be listed', async () => {
      const { resources, templates, prompts } = await listed(spec, options);
      expect(resources).toBeInstanceOf(Array);
      expect(templates.map(({ uriTemplate }) => uriTemplate)).toEqual(
        spec.resources.flatMap(({ uriTemplate }) => uriTemplate ?? []),
      );
      expect(prompts.map(({ name }) => name)).toEqual(spec.prompts.map(({ name }) => name));
    });
  });
}

async function listed<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  options: ContractOptions<Deps>,
) {
  await using deps = await options.open();
  await using connection = await connect(spec, deps);
  const { client } = connection;
  const some = spec.resources.length > 0;
  return {
    tools: (await client.listTools()).tools,
    resources: some ? (await client.listResources()).resources : [],
    templates: some ? (await client.listResourceTemplates()).resourceTemplates : [],
    prompts: spec.prompts.length > 0 ? (await client.listPrompts()).prompts : [],
  };
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file !== 'index.ts')
    .sort();
}

function testFile(file: string): string {
  return file.replace(/\.ts$/, '.test.ts');
}

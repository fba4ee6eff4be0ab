// Writes the countable parts of the documentation from the declarations: tools, resources, prompts, variables.
// Usage: node --conditions=@nexus/source tools/generate-docs.ts [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { server as alerts } from '../packages/alerts/src/server.ts';
import { server as deviceRegistry } from '../packages/device-registry/src/server.ts';
import { server as dynamicTools } from '../packages/dynamic-tools/src/server.ts';
import { platformVariables } from '../packages/server-kit/src/platform-config.ts';
import { server as telemetry } from '../packages/telemetry/src/server.ts';

interface Field {
  readonly description?: string | undefined;
  safeParse(value: unknown): { readonly success: boolean };
}
type Fields = Readonly<Record<string, Field>>;

interface Declared {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly port: number;
  readonly config: { readonly shape: Fields };
  readonly tools: readonly {
    readonly name: string;
    readonly description: string;
    readonly access: string;
    readonly input: { readonly shape: Fields };
  }[];
  readonly resources: readonly ({ readonly description: string } & (
    | { readonly uri: string }
    | { readonly uriTemplate: string }
  ))[];
  readonly prompts: readonly {
    readonly name: string;
    readonly description: string;
    readonly arguments: { readonly shape: Fields };
  }[];
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const servers: readonly { readonly folder: string; readonly declared: Declared }[] = [
  { folder: 'packages/device-registry', declared: deviceRegistry },
  { folder: 'packages/telemetry', declared: telemetry },
  { folder: 'packages/dynamic-tools', declared: dynamicTools },
  { folder: 'packages/alerts', declared: alerts },
];
let stale = 0;

for (const { folder, declared } of servers) {
  update(`${folder}/README.md`, 'tools', describeServer(declared, '###'));
  update(`${folder}/README.md`, 'variables', variables(declared.config.shape, platformVariables.shape));
}
update(
  'README.md',
  'tools',
  servers
    .map(({ declared }) => `### ${declared.title} (\`${declared.name}\`)\n\n${describeServer(declared, '####')}`)
    .join('\n\n'),
);
process.exit(stale === 0 ? 0 : 1);

function describeServer(declared: Declared, heading: string): string {
  const tools = declared.tools.map(
    (tool) =>
      `| \`${tool.name}\` | ${tool.access} | ${argumentsOf(tool.input.shape)} | ${cell(firstSentence(tool.description))} |`,
  );
  const resources = declared.resources.map(
    (resource) =>
      `| \`${'uri' in resource ? resource.uri : resource.uriTemplate}\` | ${cell(firstSentence(resource.description))} |`,
  );
  const prompts = declared.prompts.map(
    (prompt) =>
      `| \`${prompt.name}\` | ${argumentsOf(prompt.arguments.shape)} | ${cell(firstSentence(prompt.description))} |`,
  );
  return [
    `| tool | access | arguments | what it does |\n| --- | --- | --- | --- |\n${tools.join('\n')}`,
    ...(resources.length === 0
      ? []
      : [`${heading} Resources\n\n| address | what it holds |\n| --- | --- |\n${resources.join('\n')}`]),
    ...(prompts.length === 0
      ? []
      : [
          `${heading} Prompts\n\n| prompt | arguments | what it asks for |\n| --- | --- | --- |\n${prompts.join('\n')}`,
        ]),
  ].join('\n\n');
}

function variables(...shapes: readonly Fields[]): string {
  const rows = shapes.flatMap((shape) =>
    Object.entries(shape).map(([name, field]) => `| \`${name}\` | ${cell(field.description ?? '')} |`),
  );
  return `| variable | meaning |\n| --- | --- |\n${rows.join('\n')}`;
}

function argumentsOf(shape: Fields): string {
  const names = Object.entries(shape).map(([name, field]) => (field.safeParse(undefined).success ? `${name}?` : name));
  return names.length === 0 ? '' : names.map((name) => `\`${name}\``).join(' ');
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function update(file: string, section: string, content: string): void {
  const path = join(root, file);
  const before = readFileSync(path, 'utf8');
  const marked = new RegExp(`(<!-- ${section}:start -->)[\\s\\S]*?(<!-- ${section}:end -->)`);
  if (!marked.test(before)) {
    process.stderr.write(`${file}: has no <!-- ${section}:start --> … <!-- ${section}:end -->\n`);
    stale += 1;
    return;
  }
  const after = before.replace(marked, (_all, start: string, end: string) => `${start}\n\n${content}\n\n${end}`);
  if (after === before) return;
  if (check) {
    process.stderr.write(`${file}: the generated ${section} are stale; run \`pnpm run docs\`\n`);
    stale += 1;
  } else {
    writeFileSync(path, after);
    process.stdout.write(`${file}: ${section} written\n`);
  }
}

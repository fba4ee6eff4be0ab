import { cleanText } from '@nexus/models';
import { family, type Family, talk } from '../family.ts';
import { isCommand, reasonIn } from '../language/command.ts';
import { faultsOf, hasFailed, notDone, resultOf, type ToolRequest } from '../outcome.ts';
import { number, plural } from '../present/amount.ts';
import { table } from '../present/table.ts';
import { readToolArguments, type ToolArguments } from '../language/tool-arguments.ts';
import { type DynamicTool, DynamicToolList, ToolDecision } from '../wire-dynamic-tools.ts';

const NAME = String.raw`"?([A-Za-z][A-Za-z0-9_]{0,39})"?`;
const NAMED = new RegExp(
  String.raw`\btool\s+(?:called\s+|named\s+)?(?!that\b|which\b|to\b|for\b|of\b|is\b|with\b)${NAME}(?![\w-])`,
  'i',
);
/** A word that only a tool is called by, such as energy_use_intensity. */
const SNAKE = /(?<![\w-])"?([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)"?(?![\w-])/;

const nameIn = (text: string): string | undefined => NAMED.exec(text)?.[1] ?? SNAKE.exec(text)?.[1];

interface Call {
  readonly name: string;
  readonly given: ToolArguments;
}

const call = family<Call>({
  name: 'registered tool called',
  examples: [
    'Call energy_use_intensity with total_kwh=125000 and area_sqm=2500',
    'run the tool degree_days {"base": 18, "temperatures": [10, 12.5]}',
    'use the tool Comfort with temperature: 21.5, humidity: 40',
    'call the tool ping',
  ],
  match({ words, text }) {
    if (!isCommand(words, 'call|run|use|execute|invoke|apply')) return undefined;
    const name = nameIn(text.replace(/\{.*/s, ' ').replace(/\bwith\b.*/is, ' '));
    return name === undefined ? undefined : { name, given: readToolArguments(text, name) };
  },
  plan: ({ name, given }): ToolRequest[] =>
    given.fault === undefined ? [{ tool: 'call_dynamic_tool', arguments: { name, arguments: given.values } }] : [],
  present({ name, given }, outcomes) {
    const [outcome] = outcomes;
    if (given.fault !== undefined) return given.fault;
    if (outcome === undefined || hasFailed(outcome)) return faultsOf(outcomes);
    return `${name}: ${cleanText(outcome.text, 2000)}`;
  },
});

interface Listing {
  readonly state?: 'pending' | 'removed' | 'rejected';
  readonly name?: string;
}

const SHOWN = 50;

const list = family<Listing>({
  name: 'registered tools',
  examples: [
    'Which tools are registered?',
    'list the dynamic tools',
    'Which tools wait for approval?',
    'Show the code of energy_use_intensity',
    'what does the tool energy_use_intensity do?',
    'show removed tools',
  ],
  match({ words, text }) {
    const name = /\b(?:code|source|schema|what does|describe|explain|about)\b/.test(words) ? nameIn(text) : undefined;
    const isList =
      /\btools\b/.test(words) &&
      /\b(?:registered|dynamic|generated|own|self-made|custom|wait\w*|pending|approv\w*|removed|rejected)\b/.test(
        words,
      );
    if (name !== undefined ? !/\btool\b|\bcode of\b|\bsource of\b|\bschema of\b/.test(words) : !isList)
      return undefined;
    const state = /\b(?:wait\w*|pending|approv\w*)\b/.test(words)
      ? 'pending'
      : /\b(removed|rejected)\b/.exec(words)?.[1];
    return {
      ...(name !== undefined && { name }),
      ...((state === 'pending' || state === 'removed' || state === 'rejected') && name === undefined && { state }),
    };
  },
  plan: ({ state, name }): ToolRequest[] => [
    {
      tool: 'list_dynamic_tools',
      arguments: {
        ...(state !== undefined && { state }),
        ...(name !== undefined && { include_code: true }),
        limit: SHOWN,
      },
    },
  ],
  present({ state, name }, outcomes) {
    const found = resultOf(outcomes[0], DynamicToolList);
    if (found === undefined) return faultsOf(outcomes);
    if (name !== undefined) {
      const tool = found.tools.find((one) => one.name === name);
      return tool === undefined
        ? `No tool ${name} is registered. "Which tools are registered?" lists them.`
        : toolText(tool);
    }
    const what = state === undefined ? 'registered' : state === 'pending' ? 'waiting for approval' : state;
    const { tools, total = tools.length } = found;
    if (total === 0)
      return `No tool is ${what}.${state === undefined ? ' "nexus synthesize" has a model write one.' : ''}`;
    const rows = tools.map((tool) => [
      tool.name,
      String(tool.version),
      tool.state,
      String(tool.calls),
      tool.created_by,
      authorsWords(tool),
    ]);
    return `${plural(total, 'tool')} ${total === 1 ? 'is' : 'are'} ${what}:\n${table(['Name', 'Version', 'State', 'Calls', 'By', 'What its author says'], rows, total)}`;
  },
});

/** Without what the server puts in front for models. */
function authorsWords({ description }: Pick<DynamicTool, 'description'>): string {
  return description.replace(/^Generated tool;[^:]{0,80}:\s*/, '');
}

function toolText(tool: DynamicTool): string {
  const { name, version, state, description, created_by, calls, failed_calls, mean_ms, language, code } = tool;
  const took = mean_ms === undefined ? '' : `, ${number(mean_ms, 0)} ms on average`;
  return [
    `${name} (version ${version}, ${state}, ${language}) by ${created_by}: ${authorsWords({ description })}`,
    `  called ${plural(calls, 'time')}, ${failed_calls} failed${took}`,
    ...(code === undefined ? [] : code.split('\n').map((line) => `  ${cleanText(line, 200)}`)),
  ].join('\n');
}

interface Decision {
  readonly tool: 'approve_dynamic_tool' | 'reject_dynamic_tool' | 'remove_dynamic_tool';
  readonly name: string | undefined;
  readonly reason: string;
}

const DECISIONS: readonly (readonly [string, Decision['tool']])[] = [
  ['approve|accept|allow', 'approve_dynamic_tool'],
  ['reject|refuse|deny', 'reject_dynamic_tool'],
  ['remove|delete|unregister|drop', 'remove_dynamic_tool'],
];

const decide = family<Decision>({
  name: 'tool approved, rejected or removed',
  changes: true,
  examples: [
    'Approve the tool energy_use_intensity because I read it',
    'reject tool degree_days',
    'remove the tool degree_days',
    'delete the tool',
  ],
  match({ words, text }) {
    const tool = DECISIONS.find(([verbs]) => isCommand(words, verbs))?.[1];
    if (tool === undefined || !/\btool\b/.test(words)) return undefined;
    return { tool, name: NAMED.exec(text)?.[1], reason: reasonIn(text) };
  },
  plan: ({ tool, name, reason }): ToolRequest[] => (name === undefined ? [] : [{ tool, arguments: { name, reason } }]),
  present({ name }, outcomes) {
    const [done] = outcomes;
    if (name === undefined || done === undefined)
      return 'Which one? Say its name; "Which tools are registered?" lists them.';
    const decision = resultOf(done, ToolDecision);
    return decision === undefined
      ? notDone(done)
      : `The tool ${decision.tool_name} (version ${decision.version}) is ${decision.status}.`;
  },
});

const register = talk(
  'tool to be written',
  [
    'Register a tool that computes energy use intensity',
    'write a new tool for degree days',
    'What tools do you have?',
    'which tools are there?',
  ],
  ({ words }) =>
    isCommand(words, '(?:register|write|create|make|add|synthesi[sz]e)\\b.*\\btools?') ||
    /^(?:what|which|list|show)\b.*\btools\b/.test(words),
  () =>
    'I write no tools: that takes a model. "nexus synthesize" has one written, checked and registered; "nexus tools" lists what the servers offer.\nI list the registered tools and call them: "Which tools are registered?", "call energy_use_intensity with total_kwh=125000 and area_sqm=2500".',
);

export const toolDecisions: readonly Family[] = [decide];
export const dynamicTools: readonly Family[] = [call, list, register];

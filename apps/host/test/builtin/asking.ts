import type { ChatMessage, ChatTool } from '@nexus/llm';
import { BuildingTime } from '@nexus/models';
import { createBuiltinBackend } from '../../src/builtin/index.ts';

/** A Sunday. */
export const NOW = '2026-11-22T10:05:00+01:00';
export const time = new BuildingTime({ zone: 'Europe/Vienna', now: () => Date.parse(NOW) });
export const backend = createBuiltinBackend({ time });

export const TOOL_NAMES = [
  'get_zone_snapshot',
  'get_latest_readings',
  'get_statistics',
  'detect_anomalies',
  'get_time_series',
  'list_metrics',
  'get_energy_report',
  'list_devices',
  'get_device',
  'list_zones',
  'get_offline_devices',
  'plan_firmware_rollout',
  'start_firmware_rollout',
  'list_active_alerts',
  'get_alert_history',
  'acknowledge_alert',
  'shelve_alert',
  'get_alert_rules',
  'test_alert_rule',
  'create_alert_rule',
  'update_alert_rule',
  'get_firmware_rollout',
  'control_firmware_rollout',
  'get_firmware_jobs',
  'cancel_firmware_job',
  'update_device_status',
  'get_ingest_status',
  'list_dynamic_tools',
  'call_dynamic_tool',
  'approve_dynamic_tool',
  'reject_dynamic_tool',
  'remove_dynamic_tool',
];

export function toolsNamed(names: readonly string[]): ChatTool[] {
  return names.map((name) => ({ type: 'function', function: { name, parameters: { type: 'object' } } }));
}

export const TOOLS = toolsNamed(TOOL_NAMES);

export interface Call {
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
}

/** What a tool answers: its result, or the text of an error. */
export type Answer = object | string;

export interface Conversation {
  readonly calls: readonly Call[];
  readonly text: string;
  readonly messages: readonly ChatMessage[];
}

/** Asks a question after some messages and answers every call, until the backend answers in words. */
export async function converse(
  question: string,
  answer: (call: Call, index: number) => Answer,
  before: readonly ChatMessage[] = [],
  tools: readonly ChatTool[] = TOOLS,
): Promise<Conversation> {
  const messages: ChatMessage[] = [...before, { role: 'user', content: question }];
  const calls: Call[] = [];
  for (let round = 0; round < 10; round += 1) {
    const { message } = (await backend.chatCompletion({ messages, tools })).choices[0];
    messages.push(message);
    if (!message.tool_calls?.length) return { calls, text: message.content ?? '', messages };
    for (const { id, function: called } of message.tool_calls) {
      const call = { tool: called.name, arguments: JSON.parse(called.arguments) as Record<string, unknown> };
      const given = answer(call, calls.length);
      calls.push(call);
      messages.push({
        role: 'tool',
        tool_call_id: id,
        content: typeof given === 'string' ? given : JSON.stringify(given),
      });
    }
  }
  throw new Error(`No answer to "${question}" after ten rounds.`);
}

/** The answer's text when the calls are answered by these, in their order. */
export async function answered(
  question: string,
  answers: readonly Answer[],
  before: readonly ChatMessage[] = [],
): Promise<string> {
  const { text, calls } = await converse(question, (_call, index) => answers[index] ?? 'Error: not prepared', before);
  if (calls.length !== answers.length)
    throw new Error(`${calls.length} calls instead of ${answers.length}: ${JSON.stringify(calls)}`);
  return text;
}

/** The calls with which the backend begins. */
export async function firstCalls(question: string, before: readonly ChatMessage[] = []): Promise<Call[]> {
  const messages: ChatMessage[] = [...before, { role: 'user', content: question }];
  const { message } = (await backend.chatCompletion({ messages, tools: TOOLS })).choices[0];
  return (message.tool_calls ?? []).map(({ function: called }) => ({
    tool: called.name,
    arguments: JSON.parse(called.arguments) as Record<string, unknown>,
  }));
}

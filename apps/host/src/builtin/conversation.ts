import type { ChatMessage, ChatTool } from '@nexus/llm';
import type { Outcome, ToolRequest } from './outcome.ts';

/** What the messages say: the questions so far, and what has been called for the last of them. */
export interface Conversation {
  /** Oldest first; the last is to be answered. */
  readonly questions: readonly string[];
  readonly outcomes: readonly Outcome[];
}

const NO_ANSWER = 'Error: the call was not answered.';

export function readConversation(messages: readonly ChatMessage[]): Conversation {
  const questions: string[] = [];
  let calls: { id: string; request: ToolRequest }[] = [];
  let answers = new Map<string, string>();
  let previous: ChatMessage['role'] = 'system';
  for (const message of messages) {
    // What follows a result is no question but a request to close.
    if (message.role === 'user' && previous !== 'tool') {
      questions.push(message.content);
      calls = [];
      answers = new Map();
    }
    if (message.role === 'assistant') {
      for (const { id, function: called } of message.tool_calls ?? []) {
        calls.push({ id, request: { tool: bareName(called.name), arguments: parsed(called.arguments) } });
      }
    }
    if (message.role === 'tool') answers.set(message.tool_call_id, message.content);
    previous = message.role;
  }
  return { questions, outcomes: calls.map(({ id, request }) => ({ request, text: answers.get(id) ?? NO_ANSWER })) };
}

/** The name under which a tool is offered: its own, or with its server's before it where names collide. */
export function offeredName(tool: string, tools: readonly ChatTool[]): string | undefined {
  const names = tools.map(({ function: { name } }) => name);
  return names.find((name) => name === tool) ?? names.find((name) => name.endsWith(`__${tool}`));
}

function bareName(name: string): string {
  return name.slice(name.lastIndexOf('__') + (name.includes('__') ? 2 : 1));
}

function parsed(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

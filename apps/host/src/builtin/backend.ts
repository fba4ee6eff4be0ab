import {
  type AssistantMessage,
  type ChatCompletion,
  type ChatRequest,
  type ChatTool,
  type ChatToolCall,
  completionOf,
  type LLMBackend,
} from '@nexus/llm';
import type { BuildingTime } from '@nexus/models';
import { offeredName, readConversation } from './conversation.ts';
import { MAX_CALLS } from './family.ts';
import type { ToolRequest } from './outcome.ts';
import { understand } from './understand.ts';

const MODEL = 'builtin';

/**
 * A backend without a model: it knows the everyday questions by their pattern and asks the same tools.
 *
 * Stateless: everything follows from the messages. A question costs at most three tool calls; what one would change is said first.
 */
export function createBuiltinBackend({ time }: { time: BuildingTime }): LLMBackend {
  return {
    async chatCompletion(request) {
      request.signal?.throwIfAborted();
      return answer(request, time);
    },
    getBackendInfo: () => ({
      strategy: 'builtin',
      model: MODEL,
      description:
        'Sentence patterns, no language model: everyday questions about readings, devices, energy and firmware.',
    }),
  };
}

function answer({ messages, tools = [], onDelta }: ChatRequest, time: BuildingTime): ChatCompletion {
  const { questions, outcomes } = readConversation(messages);
  const reply = understand(questions, time);
  const wanted = outcomes.length < MAX_CALLS ? reply.calls(outcomes) : [];
  const [missing] = wanted.filter(({ tool }) => offeredName(tool, tools) === undefined);
  if (wanted.length > 0 && missing === undefined) {
    const tool_calls = wanted.map((call, at) => toolCall(call, `builtin_${messages.length}_${at}`, tools));
    const preamble = reply.preamble?.(outcomes);
    if (preamble !== undefined) onDelta?.({ type: 'text', text: `${preamble}\n` });
    return completion({ role: 'assistant', content: preamble ?? null, tool_calls }, time);
  }
  // Without its tools a question that has begun is answered from what has arrived.
  const text = missing === undefined || outcomes.length > 0 ? reply.present(outcomes) : missingText(missing);
  onDelta?.({ type: 'text', text });
  return completion({ role: 'assistant', content: text }, time);
}

function toolCall({ tool, arguments: given }: ToolRequest, id: string, tools: readonly ChatTool[]): ChatToolCall {
  return {
    id,
    type: 'function',
    function: { name: offeredName(tool, tools) ?? tool, arguments: JSON.stringify(given) },
  };
}

function missingText({ tool }: ToolRequest): string {
  return `I understand the question but cannot look it up: no connected server offers ${tool}. "nexus tools" shows the servers and what they offer.`;
}

function completion(message: AssistantMessage, time: BuildingTime): ChatCompletion {
  return completionOf(message, { model: MODEL, created: Math.floor(time.nowMs() / 1000) });
}

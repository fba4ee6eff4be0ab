import type { ChatHistoryItem, ChatModelFunctionCall, ChatModelResponse } from 'node-llama-cpp';
import type { ChatMessage, ChatToolCall } from '../backend.ts';
import { parseJson } from '../json.ts';

export interface HistorySources {
  /** The call as the model wrote it, so that the rendered prompt begins with the very tokens that are evaluated already. */
  readonly rawCall: (callId: string) => ChatModelFunctionCall['rawCall'];
  /** Whether the model's form can hold several calls in one turn. */
  readonly parallel: boolean;
}

/** A conversation in node-llama-cpp's form, where a call and its result are one item inside the model's turn. */
export function chatHistory(messages: readonly ChatMessage[], sources: HistorySources): ChatHistoryItem[] {
  const results = new Map<string, string>();
  for (const message of messages) if (message.role === 'tool') results.set(message.tool_call_id, message.content);
  const history: ChatHistoryItem[] = [];
  for (const message of messages) {
    if (message.role === 'system') history.push({ type: 'system', text: message.content });
    if (message.role === 'user') history.push({ type: 'user', text: message.content });
    if (message.role !== 'assistant') continue;
    const { response } = openTurn(history);
    if (message.content) response.push(message.content);
    for (const [i, call] of (message.tool_calls ?? []).entries()) {
      response.push(madeCall(call, results, sources, i === 0));
    }
  }
  // The model goes on in a turn of its own.
  if (history.at(-1)?.type !== 'model') history.push({ type: 'model', response: [] });
  return history;
}

function openTurn(history: ChatHistoryItem[]): ChatModelResponse {
  const last = history.at(-1);
  if (last?.type === 'model') return last;
  const turn: ChatModelResponse = { type: 'model', response: [] };
  history.push(turn);
  return turn;
}

function madeCall(
  call: ChatToolCall,
  results: ReadonlyMap<string, string>,
  { rawCall, parallel }: HistorySources,
  isFirst: boolean,
): ChatModelFunctionCall {
  const { name, arguments: text } = call.function;
  const raw = rawCall(call.id);
  return {
    type: 'functionCall',
    name,
    params: parseJson(text) ?? { malformed_arguments: text },
    result: asValue(results.get(call.id)),
    ...(raw !== undefined && { rawCall: raw }),
    ...(parallel && isFirst && { startsNewChunk: true }),
  };
}

/** JSON as what it says, since a string would be quoted once more. */
function asValue(result: string | undefined): unknown {
  if (result === undefined) return { error: 'There is no result; do not assume that it ran.' };
  return parseJson(result) ?? result;
}

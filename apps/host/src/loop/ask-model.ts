import type { ChatChoice, ChatRequest, ChatUsage, LLMBackend } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import { untilAborted } from '../connections/abort.ts';

/** More than anybody reads; a model that writes on is stopped. */
export const LONGEST_ANSWER = 100_000;

export interface ModelTurn extends Pick<ChatChoice, 'message' | 'finish_reason'> {
  readonly usage: ChatUsage | undefined;
}

/**
 * Asks a backend for one turn; a text without end is cut, as if the model had reached its limit.
 *
 * @throws {NexusError} When the backend fails, whatever it throws.
 * @throws The signal's reason, once the signal is aborted, even if the backend does not listen to it.
 */
export async function askModel(
  backend: LLMBackend,
  request: Pick<ChatRequest, 'messages' | 'tools'>,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<ModelTurn> {
  const tooLong = new AbortController();
  let text = '';
  const both = AbortSignal.any([signal, tooLong.signal]);
  const completing = backend.chatCompletion({
    ...request,
    signal: both,
    onDelta: (delta) => {
      if (delta.type !== 'text' || both.aborted) return;
      text += delta.text;
      onText(delta.text);
      if (text.length > LONGEST_ANSWER) tooLong.abort(new NexusError('limit_exceeded', 'The answer is too long.'));
    },
  });
  try {
    const { choices, usage } = await untilAborted(completing, both);
    signal.throwIfAborted();
    const [{ message, finish_reason }] = choices;
    return { message, finish_reason, usage };
  } catch (error) {
    signal.throwIfAborted();
    if (tooLong.signal.aborted)
      return { message: { role: 'assistant', content: text }, finish_reason: 'length', usage: undefined };
    if (NexusError.is(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new NexusError('unavailable', `The backend failed: ${reason}`, { cause: error });
  }
}

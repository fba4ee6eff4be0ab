import { isDeepStrictEqual } from 'node:util';
import type { BackendInfo, ChatMessage, LLMBackend } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import type { Recording } from './read-recording.ts';
import { errorOf } from './recorded-fault.ts';
import type { ReplayedOffer } from './replayed-offer.ts';

interface ReplaySurroundings {
  /** Where differences are noted. */
  readonly divergences: string[];
  readonly cancel: () => void;
  /** What was known of the model when the question was asked. */
  readonly info: () => BackendInfo;
  readonly offer: ReplayedOffer;
}

/** A model that answers as recorded, request by request; a request that differs is noted, and answered all the same. */
export function replayBackend(
  { models }: Recording,
  { divergences, cancel, info, offer }: ReplaySurroundings,
): LLMBackend {
  let asked = 0;
  return {
    getBackendInfo: info,
    async chatCompletion({ messages, onDelta, signal }) {
      const exchange = models[asked];
      asked += 1;
      if (exchange === undefined) {
        divergences.push(`model request ${asked}: the recording has ${models.length} only`);
        throw new NexusError('unavailable', 'The recording has no further answer of the model.');
      }
      await offer.reach(exchange.line);
      const difference = firstDifference(
        exchange.messages,
        messages.filter(({ role }) => role !== 'system'),
      );
      if (difference !== undefined) divergences.push(`model request ${asked}: ${difference}`);
      for (const delta of exchange.deltas) onDelta?.(delta);
      if (exchange.cancelled === true) cancel();
      signal?.throwIfAborted();
      const { completion, fault } = exchange;
      if (completion !== undefined) return completion;
      throw errorOf(fault);
    },
  };
}

function firstDifference(recorded: readonly ChatMessage[], now: readonly ChatMessage[]): string | undefined {
  const plain = JSON.parse(JSON.stringify(now)) as ChatMessage[];
  const index = recorded.findIndex((message, i) => !isDeepStrictEqual(message, plain[i]));
  if (index >= 0) return `message ${index + 1} (${recorded[index]?.role}) differs from the recording`;
  return plain.length > recorded.length ? `it has ${plain.length - recorded.length} more messages` : undefined;
}

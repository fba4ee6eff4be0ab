import { appendFileSync, writeFileSync } from 'node:fs';
import { type ChatDelta, isContextOverflow, isLoading, type LLMBackend, type LoadingBackend } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import type { NexusHost } from '../host.ts';
import type { Approve } from '../loop/approval.ts';
import type { EventListener } from '../loop/events.ts';
import type { Header, RecordedFault, RecordedLine } from './format.ts';

/** Writes every exchange with the model and the tools into a file, line by line as it happens. */
export class Recorder {
  readonly #path: string;
  #tools = '';

  /** @throws {NexusError} `invalid_argument` when there is a file of that name, or it cannot be made. */
  constructor(path: string, header: Omit<Header, 'type' | 'version'>) {
    this.#path = path;
    try {
      // What people ask and what a building measures is not for everybody.
      writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new NexusError('invalid_argument', `The recording cannot be made: ${reason}`, {
        hint: 'Name a file that is not there yet.',
        cause,
      });
    }
    this.#write({ type: 'header', version: 1, ...header });
  }

  /** The same backend, listened to. */
  backend(backend: LLMBackend): LLMBackend | LoadingBackend {
    return {
      getBackendInfo: () => backend.getBackendInfo(),
      ...(isLoading(backend) && { load: (signal?: AbortSignal) => backend.load(signal) }),
      chatCompletion: async (request) => {
        const deltas: ChatDelta[] = [];
        const exchange = {
          type: 'model' as const,
          messages: request.messages.filter(({ role }) => role !== 'system'),
          deltas,
        };
        const { onDelta } = request;
        const listen = (delta: ChatDelta) => {
          deltas.push(delta);
          onDelta?.(delta);
        };
        try {
          const completion = await backend.chatCompletion({ ...request, ...(onDelta && { onDelta: listen }) });
          this.#write({ ...exchange, completion });
          return completion;
        } catch (error) {
          this.#write(
            request.signal?.aborted ? { ...exchange, cancelled: true } : { ...exchange, fault: faultOf(error) },
          );
          throw error;
        }
      },
    };
  }

  approve(approve: Approve): Approve {
    return async (request, signal) => {
      const approval = await approve(request, signal);
      this.#write({ type: 'approval', tool: request.tool, approval });
      return approval;
    };
  }

  /** A conversation begins, whose events go to the listener that `watch` returns. */
  watch(host: NexusHost, onEvent: EventListener): EventListener {
    return (event) => {
      if (event.type === 'run_started') this.#writeTools(host);
      this.#write({ type: 'event', event });
      onEvent(event);
    };
  }

  beginConversation(): void {
    this.#write({ type: 'conversation' });
  }

  #writeTools({ tools }: NexusHost): void {
    const text = JSON.stringify(tools);
    if (text === this.#tools) return;
    this.#tools = text;
    this.#write({ type: 'tools', tools });
  }

  #write(line: RecordedLine): void {
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
  }
}

function faultOf(error: unknown): RecordedFault {
  if (!NexusError.is(error))
    return { code: 'unavailable', message: error instanceof Error ? error.message : String(error) };
  const { code, message, hint } = error;
  return {
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(isContextOverflow(error) && { context_overflow: true }),
  };
}

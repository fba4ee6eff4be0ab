import { appendFileSync, writeFileSync } from 'node:fs';
import { type ChatDelta, isLoading, type LLMBackend, type LoadingBackend } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import type { NexusHost } from '../host.ts';
import type { Approve } from '../loop/approval.ts';
import type { EventListener } from '../loop/events.ts';
import type { OwnCallMaker } from '../synthesis/synthesis.ts';
import type { Header, RecordedLine } from './format.ts';
import { faultOf } from './recorded-fault.ts';

/** Writes every exchange with the model and the tools into a file, line by line as it happens. */
export class Recorder {
  readonly #path: string;
  #host: NexusHost | undefined;
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
    this.#host = host;
    return (event) => {
      if (event.type === 'run_started' || event.type === 'model_started') this.#writeTools();
      this.#write({ type: 'event', event });
      onEvent(event);
    };
  }

  /** Makes a call of the host's own, and takes it down. */
  readonly ownCall: OwnCallMaker = async ({ tool, arguments: args, signal }, make) => {
    this.#writeTools(); // a tool that was registered a moment ago is there by now
    const exchange = { type: 'own_call' as const, tool, arguments: args };
    try {
      const result = await make();
      this.#write({ ...exchange, result });
      return result;
    } catch (error) {
      this.#write(signal.aborted ? { ...exchange, cancelled: true } : { ...exchange, fault: faultOf(error) });
      throw error;
    }
  };

  beginConversation(): void {
    this.#write({ type: 'conversation' });
  }

  #writeTools(): void {
    const { tools } = this.#host ?? {};
    const text = JSON.stringify(tools);
    if (tools === undefined || text === this.#tools) return;
    this.#tools = text;
    this.#write({ type: 'tools', tools });
  }

  #write(line: RecordedLine): void {
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
  }
}

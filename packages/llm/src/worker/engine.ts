import type * as Library from 'node-llama-cpp';
import type {
  ChatModelFunctionCall,
  ChatModelFunctions,
  Llama,
  LlamaContextSequence,
  LlamaModel,
  Token,
} from 'node-llama-cpp';
import type { ChatTool, JsonObject } from '../backend.ts';
import { withoutAddedNulls } from '../schemas/added-nulls.ts';
import { TooLong } from './faults.ts';
import { grammarSchema } from '../schemas/grammar-schema.ts';
import { chatHistory } from './history.ts';
import { type Line, Lines } from './lines.ts';
import type { ModelOptions, WorkerChat } from './protocol.ts';

type Loaded = typeof Library;
interface OpenLine extends Line {
  readonly sequence: LlamaContextSequence;
}

/** Small models can ask for calls until nothing else fits. */
const MAX_CALLS_A_TURN = 4;
/** Tokens that an answer must have room for. */
const LEAST_ANSWER = 256;
/** Calls whose exact text is kept, so that the prompt of the next turn begins with what is evaluated already. */
const KEPT_CALLS = 256;

/** One model in memory. Answers one request at a time; what a prompt shares with one of the two before is not evaluated again. */
export class Engine {
  readonly #model: LlamaModel;
  readonly #first: OpenLine;
  readonly #lines: Lines<OpenLine>;
  readonly #rawCalls = new Map<string, NonNullable<ChatModelFunctionCall['rawCall']>>();
  /** Names in the order in which they were first offered: a prompt that begins otherwise is evaluated anew. */
  readonly #toolOrder: string[] = [];
  #made = 0;

  private constructor(model: LlamaModel, first: OpenLine, openAnother: () => Promise<OpenLine | undefined>) {
    this.#model = model;
    this.#first = first;
    this.#lines = new Lines(first, openAnother);
  }

  static async open(library: Loaded, options: ModelOptions): Promise<Engine> {
    const { threads } = options;
    const llama = await library.getLlama({
      gpu: options.gpu_layers === 0 ? false : 'auto',
      build: 'never', // nobody expects a compiler to start
      logLevel: library.LlamaLogLevel.error,
      ...(threads !== undefined && { maxThreads: threads }),
    });
    const model = await loadModel(library, llama, options);
    const openLine = async (): Promise<OpenLine> => {
      const context = await model.createContext({
        contextSize: Math.min(options.context_size, model.trainContextSize),
        threads: threads ?? llama.cpuMathCores,
      });
      const sequence = context.getSequence();
      return { sequence, chat: new library.LlamaChat({ contextSequence: sequence, chatWrapper: 'auto' }) };
    };
    const openAnother = async (): Promise<OpenLine | undefined> => {
      try {
        return await openLine();
      } catch (error) {
        if (error instanceof library.InsufficientMemoryError) return undefined;
        throw error;
      }
    };
    return new Engine(model, await openLine(), openAnother);
  }

  /** What a prompt and its answer have room in. */
  get contextTokens(): number {
    return this.#first.sequence.contextSize;
  }

  /** Answers with chunks of a streamed chat completion. @throws {TooLong} When prompt and answer do not fit. */
  async chat(request: WorkerChat, emit: (chunk: JsonObject) => void, signal: AbortSignal): Promise<void> {
    const tools = this.#ordered(request.tools);
    const functions = tools.length === 0 ? undefined : functionsFrom(tools);
    const history = chatHistory(request.messages, {
      rawCall: (id) => this.#rawCalls.get(id),
      parallel: this.#first.chat.chatWrapper.settings.functions.parallelism !== undefined,
    });
    const prompt = this.#prompt(history, functions);
    const room = this.contextTokens - prompt.length - 2;
    if (room < Math.min(request.max_tokens, LEAST_ANSWER)) throw new TooLong(prompt.length, this.contextTokens);
    const { chat, sequence } = await this.#lines.lineFor(prompt);
    const before = sequence.tokenMeter.getState();
    const response = await chat.generateResponse(history, {
      ...(functions && { functions, documentFunctionParams: true, maxParallelFunctionCalls: MAX_CALLS_A_TURN }),
      temperature: request.temperature,
      maxTokens: Math.min(request.max_tokens, room),
      budgets: { thoughtTokens: 0 },
      signal,
      contextShift: { strategy: refuseToForget },
      onResponseChunk: ({ type, text }) => {
        if (text !== '') emit(deltaOf(type === 'segment' ? { reasoning_content: text } : { content: text }));
      },
    });
    const calls = response.functionCalls ?? [];
    if (calls.length > 0) {
      emit(deltaOf({ tool_calls: calls.map((call, index) => ({ index, ...this.#madeCall(call, tools) })) }));
    }
    const used = sequence.tokenMeter.diff(before);
    const finish = response.metadata.stopReason === 'maxTokens' ? 'length' : 'stop';
    emit({ ...deltaOf({}, finish), usage: usageOf(prompt.length, used) });
  }

  #madeCall(call: { functionName: string; params: unknown; raw: unknown }, tools: readonly ChatTool[]): JsonObject {
    this.#made += 1;
    const id = `local${String(this.#made).padStart(4, '0')}`;
    this.#rawCalls.set(id, call.raw as NonNullable<ChatModelFunctionCall['rawCall']>);
    const [oldest] = this.#rawCalls.keys();
    if (this.#rawCalls.size > KEPT_CALLS && oldest !== undefined) this.#rawCalls.delete(oldest);
    const schema = tools.find(({ function: { name } }) => name === call.functionName)?.function.parameters;
    const values = withoutAddedNulls(call.params ?? {}, schema);
    return { id, type: 'function', function: { name: call.functionName, arguments: JSON.stringify(values) } };
  }

  #ordered(tools: readonly ChatTool[]): ChatTool[] {
    const names = tools.map((tool) => tool.function.name).sort();
    for (const name of names) if (!this.#toolOrder.includes(name)) this.#toolOrder.push(name);
    return tools.toSorted(
      (a, b) => this.#toolOrder.indexOf(a.function.name) - this.#toolOrder.indexOf(b.function.name),
    );
  }

  #prompt(history: ReturnType<typeof chatHistory>, functions: ChatModelFunctions | undefined): Token[] {
    const { contextText } = this.#first.chat.chatWrapper.generateContextState({
      chatHistory: history,
      ...(functions && { availableFunctions: functions, documentFunctionParams: true }),
    });
    return contextText.tokenize(this.#model.tokenizer);
  }
}

async function loadModel(library: Loaded, llama: Llama, { model_path, gpu_layers }: ModelOptions): Promise<LlamaModel> {
  if (gpu_layers >= 0) return await llama.loadModel({ modelPath: model_path, gpuLayers: gpu_layers });
  try {
    // To node-llama-cpp, -1 layers are none.
    return await llama.loadModel({ modelPath: model_path, gpuLayers: 'max' });
  } catch (error) {
    if (!(error instanceof library.InsufficientMemoryError)) throw error;
    return await llama.loadModel({ modelPath: model_path, gpuLayers: 'auto' });
  }
}

function functionsFrom(tools: readonly ChatTool[]): ChatModelFunctions {
  return Object.fromEntries(
    tools.map(({ function: { name, description, parameters } }) => [
      name,
      { ...(description !== undefined && { description }), params: grammarSchema(parameters) },
    ]),
  );
}

function deltaOf(delta: JsonObject, finish_reason: string | null = null): JsonObject {
  return { choices: [{ index: 0, delta, finish_reason }] };
}

function usageOf(prompt: number, used: { usedInputTokens: number; usedOutputTokens: number }): JsonObject {
  return {
    prompt_tokens: prompt,
    completion_tokens: used.usedOutputTokens,
    total_tokens: prompt + used.usedOutputTokens,
    prompt_tokens_details: { cached_tokens: Math.max(0, prompt - used.usedInputTokens) },
  };
}

// node-llama-cpp would drop the question itself rather than say that it does not fit.
function refuseToForget(): never {
  throw new TooLong();
}

import { writeFileSync } from 'node:fs';
import { GgufFile } from './gguf-file.ts';

/**
 * Writes a model of 4 MB whose weights are a script, in llama's architecture: one token decides the next.
 *
 * It begins a call where an answer begins, closes its arguments as soon as the grammar lets it, says "Done." once there was a
 * call, and says "w" for ever when the conversation holds a "~".
 */
export function writeTinyGguf(path: string, contextLength = 8192): void {
  const vocabulary = new Vocabulary();
  const model = scriptedModel(vocabulary);
  const file = new GgufFile();
  file.set('general.architecture', 'string', 'llama');
  file.set('general.name', 'string', 'nexus-tiny');
  file.set('general.file_type', 'u32', 0);
  file.set('llama.context_length', 'u32', contextLength);
  file.set('llama.embedding_length', 'u32', WIDTH);
  file.set('llama.block_count', 'u32', 1);
  file.set('llama.feed_forward_length', 'u32', FEED_FORWARD);
  file.set('llama.attention.head_count', 'u32', HEADS);
  file.set('llama.attention.head_count_kv', 'u32', 1);
  file.set('llama.attention.layer_norm_rms_epsilon', 'f32', 1e-5);
  file.set('llama.rope.dimension_count', 'u32', HEAD);
  file.set('llama.vocab_size', 'u32', vocabulary.tokens.length);
  file.set('tokenizer.ggml.model', 'string', 'llama');
  file.set('tokenizer.ggml.tokens', 'strings', vocabulary.tokens);
  file.set('tokenizer.ggml.scores', 'f32s', vocabulary.scores);
  file.set('tokenizer.ggml.token_type', 'i32s', vocabulary.kinds);
  file.set('tokenizer.ggml.bos_token_id', 'u32', vocabulary.id('<s>'));
  file.set('tokenizer.ggml.eos_token_id', 'u32', vocabulary.id('<|im_end|>'));
  file.set('tokenizer.ggml.unknown_token_id', 'u32', vocabulary.id('<unk>'));
  file.set('tokenizer.ggml.add_bos_token', 'bool', false);
  file.set('tokenizer.ggml.add_space_prefix', 'bool', false);
  file.set('tokenizer.chat_template', 'string', CHAT_TEMPLATE);
  for (const [name, shape, values] of model) file.tensor(name, shape, values);
  writeFileSync(path, file.bytes());
}

const WIDTH = 512;
const HEADS = 4;
const HEAD = WIDTH / HEADS;
const FEED_FORWARD = 32;
/** Dimensions of the residual stream beside the tokens' own: a constant, "there was a call", "there is a ~". */
const [CONSTANT, CALLED, ENDLESS] = [509, 510, 511] as const;

const CALL_BEGINS = '\n{"name": "';

type Kind = 'unknown' | 'control' | 'special' | 'byte' | 'normal';
const KINDS: Record<Kind, number> = { normal: 1, unknown: 2, control: 3, special: 4, byte: 6 };

class Vocabulary {
  readonly tokens: string[] = [];
  readonly kinds: number[] = [];
  readonly scores: number[] = [];

  constructor() {
    this.#add('unknown', '<unk>');
    this.#add('control', '<s>', '</s>', '<|im_start|>', '<|im_end|>');
    this.#add('special', '<tool_call>', '</tool_call>', '<tool_response>', '</tool_response>', CALL_BEGINS);
    for (let byte = 0; byte < 256; byte += 1) {
      this.#add('byte', `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
    }
    this.#add('normal', '\u2581'); // a space
    for (let code = 33; code < 127; code += 1) this.#add('normal', String.fromCharCode(code));
  }

  id(token: string): number {
    const found = this.tokens.indexOf(token);
    if (found < 0) throw new Error(`no token ${token}`);
    return found;
  }

  #add(kind: Kind, ...tokens: string[]): void {
    for (const token of tokens) {
      this.tokens.push(token);
      this.kinds.push(KINDS[kind]);
      this.scores.push(kind === 'normal' ? -1 : 0);
    }
  }
}

type Tensor = readonly [name: string, shape: readonly number[], values: Float32Array];

function scriptedModel(vocabulary: Vocabulary): Tensor[] {
  const size = vocabulary.tokens.length;
  if (size > CONSTANT) throw new Error('the vocabulary does not fit beside the features');
  const zeros = (length: number) => new Float32Array(length);
  const ones = new Float32Array(WIDTH).fill(1);
  const id = (token: string) => vocabulary.id(token);

  const embedding = zeros(WIDTH * size);
  for (let token = 0; token < size; token += 1) {
    embedding[token * WIDTH + token] = 1;
    embedding[token * WIDTH + CONSTANT] = 1;
  }
  // Attention without query and key is the mean over all positions: it carries two tokens into features.
  const value = zeros(WIDTH * HEAD);
  value[id(CALL_BEGINS)] = 100;
  value[WIDTH + id('~')] = 100;
  const output = zeros(WIDTH * WIDTH);
  output[CALLED * WIDTH] = 100;
  output[ENDLESS * WIDTH + 1] = 100;

  const logits = zeros(WIDTH * size);
  const after = (from: number, to: string, weight: number) => (logits[id(to) * WIDTH + from] = weight);
  const newline = id('<0x0A>');
  after(newline, '<tool_call>', 20);
  after(newline, 'D', 12);
  after(CALLED, '<tool_call>', -40);
  after(ENDLESS, 'w', 40);
  after(id('<tool_call>'), CALL_BEGINS, 30);
  after(id('</tool_call>'), '<|im_end|>', 30);
  for (const [from, to] of [
    ['D', 'o'],
    ['o', 'n'],
    ['n', 'e'],
    ['e', '.'],
    ['.', '<|im_end|>'],
  ] as const) {
    after(id(from), to, 25);
  }
  // Whatever the grammar leaves open is closed soon.
  const often = { '"': 9, '<|im_end|>': 8, '}': 7, ']': 7, ',': 5, ':': 5, '1': 4, n: 3, t: 2, '<0x0A>': 1 };
  for (const [token, weight] of Object.entries(often)) after(CONSTANT, token, weight);

  return [
    ['token_embd.weight', [WIDTH, size], embedding],
    ['output_norm.weight', [WIDTH], ones],
    ['output.weight', [WIDTH, size], logits],
    ['blk.0.attn_norm.weight', [WIDTH], ones],
    ['blk.0.attn_q.weight', [WIDTH, WIDTH], zeros(WIDTH * WIDTH)],
    ['blk.0.attn_k.weight', [WIDTH, HEAD], zeros(WIDTH * HEAD)],
    ['blk.0.attn_v.weight', [WIDTH, HEAD], value],
    ['blk.0.attn_output.weight', [WIDTH, WIDTH], output],
    ['blk.0.ffn_norm.weight', [WIDTH], ones],
    ['blk.0.ffn_gate.weight', [WIDTH, FEED_FORWARD], zeros(WIDTH * FEED_FORWARD)],
    ['blk.0.ffn_up.weight', [WIDTH, FEED_FORWARD], zeros(WIDTH * FEED_FORWARD)],
    ['blk.0.ffn_down.weight', [FEED_FORWARD, WIDTH], zeros(FEED_FORWARD * WIDTH)],
  ];
}

/** In the manner of Qwen's, from which node-llama-cpp learns how calls and results are written. */
const CHAT_TEMPLATE = `{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if messages[0].role == 'system' %}{{- messages[0].content + '\\n\\n' }}{%- endif %}
    {{- "# Tools\\n<tools>" }}
    {%- for tool in tools %}{{- "\\n" }}{{- tool | tojson }}{%- endfor %}
    {{- "\\n</tools><|im_end|>\\n" }}
{%- else %}
    {%- if messages[0].role == 'system' %}{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}{%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {{- '<|im_start|>' + message.role }}
        {%- if message.content %}{{- '\\n' + message.content }}{%- endif %}
        {%- if message.tool_calls %}
            {%- for tool_call in message.tool_calls %}
                {%- if tool_call.function %}{%- set tool_call = tool_call.function %}{%- endif %}
                {{- '\\n<tool_call>\\n{"name": "' }}{{- tool_call.name }}{{- '", "arguments": ' }}{{- tool_call.arguments | tojson }}{{- '}\\n</tool_call>' }}
            {%- endfor %}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- elif message.role == "tool" %}
        {%- if (loop.first) or (messages[loop.index0 - 1].role != "tool") %}{{- '<|im_start|>user' }}{%- endif %}
        {{- '\\n<tool_response>\\n' }}{{- message.content }}{{- '\\n</tool_response>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}{{- '<|im_end|>\\n' }}{%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}`;

import type { JsonObject } from '../backend.ts';
import { isArray, isObject } from '../json.ts';
import type { Reply, SeenRequest } from './chat-server.ts';
import { answer, delta, refusal, stream } from './replies.ts';
import { azureRefusal, geminiRefusal, lmStudioRefusal, oldOllamaRefusal, vllmRefusal } from './tool-refusals.ts';

/** A call that a scripted model makes. */
export interface ScriptedCall {
  readonly name: string;
  readonly arguments: JsonObject;
}

/** How one kind of server words what its model says, streamed or whole as the request asks. */
export interface ServerProfile {
  readonly says: (text: string) => Reply;
  readonly calls: (...calls: ScriptedCall[]) => Reply;
}

interface Wording {
  /** Chunks of an answer in words. */
  readonly text: (text: string) => readonly JsonObject[];
  readonly calls: (calls: readonly ScriptedCall[]) => readonly JsonObject[];
  /** The whole message for the same calls, and its finish reason. */
  readonly message: (calls: readonly ScriptedCall[]) => readonly [message: JsonObject, finishReason: string];
  /** The words with which a request is refused; undefined for one that is accepted. */
  readonly refuses?: (request: SeenRequest) => string | undefined;
}

const USAGE = { prompt_tokens: 50, completion_tokens: 10, total_tokens: 60 };
const halves = (text: string) => [text.slice(0, text.length >> 1), text.slice(text.length >> 1)];
const numbered = (i: number) => `call_${i}abcdefghijklmnop`;

const asText = (text: string): JsonObject[] => [
  delta({ role: 'assistant', content: '' }),
  ...halves(text).map((content) => delta({ content })),
  delta({}, 'stop'),
];

function inPieces(id: (i: number) => string) {
  return (calls: readonly ScriptedCall[]): JsonObject[] => [
    delta({ role: 'assistant', content: null }),
    ...calls.flatMap((call, index) => [
      delta({ tool_calls: [{ index, id: id(index), type: 'function', function: { name: call.name, arguments: '' } }] }),
      ...halves(JSON.stringify(call.arguments)).map((piece) =>
        delta({ tool_calls: [{ index, function: { arguments: piece } }] }),
      ),
    ]),
    delta({}, 'tool_calls'),
  ];
}

function whole(id: (i: number) => string, extra: JsonObject = {}) {
  return (calls: readonly ScriptedCall[]): JsonObject[] =>
    calls.map((call, i) => ({
      id: id(i),
      type: 'function',
      function: { name: call.name, arguments: JSON.stringify(call.arguments) },
      ...extra,
    }));
}

const openai: Wording = {
  text: (text) => [...asText(text), { choices: [], usage: USAGE }],
  calls: (calls) => [...inPieces(numbered)(calls), { choices: [], usage: USAGE }],
  message: (calls) => [
    { role: 'assistant', content: null, refusal: null, tool_calls: whole(numbered)(calls) },
    'tool_calls',
  ],
  refuses: ({ body }) =>
    isArray(body['tools']) && body['tools'].length === 0 ? "[] is too short - 'tools'" : undefined,
};

const WORDINGS = {
  openai,
  /** Begins with a chunk that has no choice but filter results, and refuses a request without `api-version`. */
  azure: {
    ...openai,
    text: (text) => [{ choices: [], prompt_filter_results: [{ prompt_index: 0 }] }, ...openai.text(text)],
    calls: (calls) => [{ choices: [], prompt_filter_results: [{ prompt_index: 0 }] }, ...openai.calls(calls)],
    refuses: ({ url, body }) =>
      url.includes('api-version=') || url.includes('/openai/v1/')
        ? azureRefusal(body)
        : 'Missing query parameter: api-version',
  },
  /** Whole calls without index, ended by `stop`; thoughts in `reasoning`. */
  ollama: {
    text: (text) => [delta({ role: 'assistant', content: '', reasoning: 'Hm.' }), ...asText(text)],
    calls: (calls) => [
      ...whole(numbered)(calls).map((call) => delta({ role: 'assistant', content: '', tool_calls: [call] })),
      delta({ content: '' }, 'stop'),
    ],
    message: (calls) => [{ role: 'assistant', content: '', tool_calls: whole(numbered)(calls) }, 'stop'],
    refuses: ({ body }) => oldOllamaRefusal(body),
  },
  /** Thoughts in `reasoning_content`; the name comes again with every piece of the arguments. */
  vllm: {
    text: (text) => [delta({ role: 'assistant', content: '', reasoning_content: 'Hm.' }), ...asText(text)],
    calls: (calls) => [
      ...calls.flatMap((call, index) =>
        halves(JSON.stringify(call.arguments)).map((piece) =>
          delta({
            tool_calls: [
              {
                index,
                id: `chatcmpl-tool-${index}`,
                type: 'function',
                function: { name: call.name, arguments: piece },
              },
            ],
          }),
        ),
      ),
      delta({}, 'tool_calls'),
    ],
    message: (calls) => [
      {
        role: 'assistant',
        content: null,
        reasoning_content: 'Hm.',
        tool_calls: whole((i) => `chatcmpl-tool-${i}`)(calls),
      },
      'tool_calls',
    ],
    refuses: ({ body }) => vllmRefusal(body),
  },
  /** Has no tool calling and says so. */
  vllmWithoutTools: {
    ...openai,
    refuses: ({ body }) =>
      body['tools'] === undefined
        ? undefined
        : '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
  },
  /** Prints the calls of models without a native form between brackets. */
  lmStudio: {
    text: asText,
    calls: (calls) => [...asText(calls.map(printed).join('\n')).slice(0, -1), delta({}, 'stop')],
    message: (calls) => [{ role: 'assistant', content: calls.map(printed).join('\n'), tool_calls: [] }, 'stop'],
    refuses: ({ body }) => lmStudioRefusal(body),
  },
  /** Arguments as an object in a whole message, empty ids, a `timings` field. */
  llamaServer: {
    text: (text) => [...asText(text), { choices: [], usage: USAGE, timings: { predicted_n: 10 } }],
    calls: (calls) => inPieces(() => '')(calls),
    message: (calls) => [
      {
        role: 'assistant',
        content: '',
        tool_calls: calls.map((call) => ({ id: '', type: 'function', function: { ...call } })),
      },
      'tool_calls',
    ],
  },
  /** Every call whole at index 0, no id, `stop`; refuses most of JSON Schema, and calls without their signature. */
  gemini: {
    text: (text) => [delta({ role: 'assistant', content: text }, 'stop')],
    calls: (calls) => [
      ...whole(
        () => '',
        signed(),
      )(calls).map((call) => delta({ role: 'assistant', tool_calls: [{ index: 0, ...call }] })),
      delta({ role: 'assistant' }, 'stop'),
    ],
    message: (calls) => [{ role: 'assistant', tool_calls: whole(() => '', signed())(calls) }, 'stop'],
    refuses: refusedByGemini,
  },
  /** Ids of nine letters and digits, and no others in the history; content in parts. */
  mistral: {
    text: (text) => [
      delta({ role: 'assistant', content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] }),
      delta({ content: [{ type: 'text', text }] }, 'stop'),
    ],
    calls: (calls) => [
      delta({ tool_calls: whole(mistralId)(calls).map((call, index) => ({ index, ...call })) }, 'tool_calls'),
    ],
    message: (calls) => [{ role: 'assistant', content: '', tool_calls: whole(mistralId)(calls) }, 'tool_calls'],
    refuses: refusedByMistral,
  },
  /** Thinks in `reasoning_content`, and wants that back beside the calls that it thought of. */
  deepseek: {
    text: (text) => [delta({ reasoning_content: 'Hm.' }), ...asText(text)],
    calls: (calls) => [delta({ reasoning_content: 'I should look.' }), ...inPieces(numbered)(calls)],
    message: (calls) => [
      { role: 'assistant', content: '', reasoning_content: 'I should look.', tool_calls: whole(numbered)(calls) },
      'tool_calls',
    ],
    refuses: ({ body }) =>
      assistantsWithCalls(body).some((message) => message['reasoning_content'] !== 'I should look.')
        ? 'Missing `reasoning_content` field in the assistant message'
        : undefined,
  },
} satisfies Record<string, Wording>;

export type ProfileName = keyof typeof WORDINGS;

/** One profile for every kind of server whose deviations are known. */
export const PROFILES: Readonly<Record<ProfileName, ServerProfile>> = Object.fromEntries(
  Object.entries(WORDINGS).map(([name, wording]) => [name, profileOf(wording)]),
) as Record<ProfileName, ServerProfile>;

function profileOf(wording: Wording): ServerProfile {
  const inForm =
    (chunks: readonly JsonObject[], message: JsonObject, finishReason: string): Reply =>
    (response, request) => {
      const said = wording.refuses?.(request);
      if (said !== undefined) {
        void refusal(400, said)(response, request);
        return 'refused';
      }
      const reply = request.body['stream'] === true ? stream(...chunks) : answer(message, finishReason);
      return reply(response, request);
    };
  return {
    says: (text) => inForm(wording.text(text), { role: 'assistant', content: text }, 'stop'),
    calls: (...calls) => inForm(wording.calls(calls), ...wording.message(calls)),
  };
}

function printed(call: ScriptedCall): string {
  return `[TOOL_REQUEST]\n${JSON.stringify(call)}\n[END_TOOL_REQUEST]`;
}

function signed(): JsonObject {
  return { extra_content: { google: { thought_signature: 'c2lnbmVk' } } };
}

function mistralId(i: number): string {
  return `mistral0${i}`;
}

function assistantsWithCalls(body: JsonObject): JsonObject[] {
  const messages = isArray(body['messages']) ? body['messages'].filter(isObject) : [];
  return messages.filter(({ tool_calls: calls }) => isArray(calls) && calls.length > 0);
}

function refusedByGemini({ body }: SeenRequest): string | undefined {
  const refused = geminiRefusal(body);
  if (refused !== undefined) return refused;
  const unsigned = assistantsWithCalls(body).some(
    ({ tool_calls: calls }) => !JSON.stringify(calls).includes('c2lnbmVk'),
  );
  return unsigned ? 'Function call is missing a thought_signature in functionCall parts' : undefined;
}

function refusedByMistral({ body }: SeenRequest): string | undefined {
  const ids = assistantsWithCalls(body)
    .flatMap(({ tool_calls: calls }) => (isArray(calls) ? calls.filter(isObject) : []))
    .map(({ id }) => String(id));
  const wrong = ids.find((id) => !/^[a-zA-Z0-9]{9}$/u.test(id));
  return wrong === undefined ? undefined : `Tool call id was ${wrong} but must be a-z, A-Z, 0-9, with a length of 9.`;
}

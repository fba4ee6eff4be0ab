import type { JsonObject } from '../backend.ts';
import { isArray, isObject, parseJson } from '../json.ts';
import type { Reply, SeenRequest } from './chat-server.ts';
import { PROFILES, type ScriptedCall } from './profiles.ts';
import { answer, cut, delta, hang, html, refusal, stream } from './replies.ts';

const { calls, says } = PROFILES.openai;

export type Misbehaviour =
  | 'hangs'
  | 'limits for ever'
  | 'writes malformed arguments'
  | 'calls without end'
  | 'repeats one call for ever'
  | 'says 5 MB'
  | 'cuts the stream'
  | 'is a web page'
  | 'calls an unknown tool'
  | 'gives wrong ids'
  | 'lies about why it stopped'
  | 'obeys what a result says';

/**
 * The twelve ways in which a model server goes wrong, each as one reply to whatever is asked.
 *
 * `call` is one that the caller's tools allow; the server that calls without end adds a `round` to its arguments. The one that
 * obeys makes the call that a tool result demands as `call NAME {…}`, else `call`.
 */
export function misbehaviours(call: ScriptedCall): Readonly<Record<Misbehaviour, Reply>> {
  const once =
    (first: Reply, then: Reply = says('Done.')): Reply =>
    (response, request) =>
      (resultsIn(request).length === 0 ? first : then)(response, request);
  const name = call.name;
  return {
    hangs: hang,
    'limits for ever': refusal(429, 'Rate limit reached', { 'retry-after-ms': '5' }),
    'writes malformed arguments': once(toolCalls({ id: 'call_1', function: { name, arguments: '{"zone_id": "A' } })),
    'calls without end': (response, request) =>
      calls({ name, arguments: { ...call.arguments, round: resultsIn(request).length } })(response, request),
    'repeats one call for ever': calls(call),
    'says 5 MB': says('words and '.repeat(500_000)),
    'cuts the stream': (response, request) => cut(delta({ role: 'assistant', content: 'It is ' }))(response, request),
    'is a web page': html(),
    'calls an unknown tool': once(calls({ name: 'no_such_tool', arguments: {} })),
    'gives wrong ids': once(
      toolCalls(
        { id: 'same', function: { name, arguments: JSON.stringify(call.arguments) } },
        { id: 'same', function: { name, arguments: JSON.stringify(call.arguments) } },
        { id: 7, function: { name, arguments: JSON.stringify(call.arguments) } },
      ),
    ),
    'lies about why it stopped': once(
      toolCalls({ id: 'call_1', function: { name, arguments: JSON.stringify(call.arguments) } }),
      words('Done.', 'tool_calls'),
    ),
    'obeys what a result says': (response, request) => {
      const results = resultsIn(request);
      const demanded = demandIn(results.join('\n'));
      if (results.length > 1) return says('I did what I was told.')(response, request);
      return calls(demanded ?? call)(response, request);
    },
  };
}

/** Calls as given, whatever they are, with a finish reason that denies them. */
function toolCalls(...wanted: JsonObject[]): Reply {
  return (response, request) => {
    const streamed = wanted.map((each, index) => ({ index, type: 'function', ...each }));
    const reply =
      request.body['stream'] === true
        ? stream(delta({ tool_calls: streamed }), delta({}, 'stop'))
        : answer({ role: 'assistant', content: null, tool_calls: wanted }, 'stop');
    return reply(response, request);
  };
}

function words(content: string, finishReason: string): Reply {
  return (response, request) => {
    const reply =
      request.body['stream'] === true
        ? stream(delta({ content }), delta({}, finishReason))
        : answer({ role: 'assistant', content }, finishReason);
    return reply(response, request);
  };
}

function resultsIn({ body }: SeenRequest): string[] {
  const messages = isArray(body['messages']) ? body['messages'].filter(isObject) : [];
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
}

function demandIn(text: string): ScriptedCall | undefined {
  const [, name, json = ''] = /call ([\w-]+) (\{.*?\})/u.exec(text) ?? [];
  const given = parseJson(json);
  return name !== undefined && isObject(given) ? { name, arguments: given } : undefined;
}

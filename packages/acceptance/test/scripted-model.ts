import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string | null;
}

/** What the model says next: words, calls, or both. */
export interface ModelTurn {
  readonly content?: string;
  readonly calls?: readonly (readonly [tool: string, given: object])[];
}

/** The results of the calls for the last question, oldest first. */
export type Script = (question: string, results: readonly Readonly<Record<string, unknown>>[]) => ModelTurn;

/** An OpenAI-compatible server whose model follows a script; it streams where it is asked to. */
export async function scriptedModel(script: Script) {
  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(404).end(); // it is asked what kind of server it is
      return;
    }
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { messages = [], stream = false } = JSON.parse(body || '{}') as {
        readonly messages?: readonly ModelMessage[];
        readonly stream?: boolean;
      };
      const asked = messages.findLastIndex(({ role }) => role === 'user');
      const results = messages.slice(asked).filter(({ role }) => role === 'tool');
      const turn = script(
        messages[asked]?.content ?? '',
        results.map(({ content }) => JSON.parse(content ?? '{}') as Record<string, unknown>),
      );
      const message = messageOf(turn, messages.length);
      const finish_reason = turn.calls === undefined ? 'stop' : 'tool_calls';
      const head = { id: `c${messages.length}`, created: 1, model: 'scripted' };
      if (stream) {
        const chunk = {
          ...head,
          object: 'chat.completion.chunk',
          choices: [{ index: 0, delta: message, finish_reason }],
        };
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
      } else {
        const completion = { ...head, object: 'chat.completion', choices: [{ index: 0, message, finish_reason }] };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    environment: {
      NEXUS_LLM_BACKEND: 'remote',
      NEXUS_REMOTE_API_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      NEXUS_REMOTE_API_KEY: 'test',
      NEXUS_REMOTE_MODEL_NAME: 'scripted',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function messageOf({ content, calls }: ModelTurn, at: number) {
  const tool_calls = calls?.map(([name, given], index) => ({
    index,
    id: `call_${at}_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(given) },
  }));
  return { role: 'assistant', content: content ?? null, ...(tool_calls !== undefined && { tool_calls }) };
}

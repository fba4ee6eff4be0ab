import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

const PROTOCOL = '2025-11-25';

/** A caller of an MCP server over HTTP with a session, thin enough to time the server. */
export class McpCaller implements Disposable {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  #session: string | undefined;
  #id = 0;

  private constructor(port: number) {
    this.#port = port;
  }

  static async open(port: number): Promise<McpCaller> {
    const caller = new McpCaller(port);
    const clientInfo = { name: 'bench', version: '1.0.0' };
    await caller.#ask('initialize', { protocolVersion: PROTOCOL, capabilities: {}, clientInfo });
    return caller;
  }

  /** @returns The structured content. @throws {Error} when the tool answers an error. */
  async call(name: string, args: object): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.#ask('tools/call', { name, arguments: args });
    // JSON, or an event stream whose last event is the answer.
    const json =
      answer
        .trimEnd()
        .split('\n')
        .at(-1)
        ?.replace(/^data: /, '') ?? '';
    const { result } = JSON.parse(json) as {
      result?: { isError?: boolean; structuredContent?: Readonly<Record<string, unknown>> };
    };
    if (result?.structuredContent === undefined || result.isError) throw new Error(`${name} answered ${answer}`);
    return result.structuredContent;
  }

  async #ask(method: string, params: object): Promise<string> {
    this.#id += 1;
    const body = JSON.stringify({ jsonrpc: '2.0', id: this.#id, method, params });
    const sent = request({
      host: '127.0.0.1',
      port: this.#port,
      path: '/mcp',
      method: 'POST',
      agent: this.#agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': PROTOCOL,
        ...(this.#session === undefined ? {} : { 'mcp-session-id': this.#session }),
      },
    }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await text(response);
    if (response.statusCode !== 200) throw new Error(`${method} answered ${response.statusCode}: ${answer}`);
    const session = response.headers['mcp-session-id'];
    if (typeof session === 'string') this.#session = session;
    return answer;
  }

  [Symbol.dispose]() {
    this.#agent.destroy();
  }
}

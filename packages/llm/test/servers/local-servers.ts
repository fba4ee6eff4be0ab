import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';

/** Answers by path; a path that is not here is 404. */
export type Site = Readonly<Record<string, unknown>>;

export interface LocalMachine extends AsyncDisposable {
  /** A `fetch` for which the usual ports of this machine lead to the given sites, and all others to nothing. */
  readonly fetch: typeof globalThis.fetch;
  readonly asked: string[];
}

export const OLLAMA: Site = {
  '/api/version': { version: '0.12.3' },
  '/api/tags': {
    models: [
      { name: 'nomic-embed-text:latest', details: { family: 'nomic-bert' } },
      { name: 'qwen3:4b', details: { family: 'qwen3' } },
    ],
  },
};

export const LM_STUDIO: Site = {
  '/api/v0/models': {
    object: 'list',
    data: [
      { id: 'text-embedding-nomic', type: 'embeddings', state: 'loaded' },
      { id: 'gemma-3-4b', type: 'vlm', state: 'not-loaded' },
      { id: 'qwen3-4b', type: 'llm', state: 'loaded', loaded_context_length: 4096 },
    ],
  },
};

export const LLAMA_SERVER: Site = {
  '/props': { default_generation_settings: { n_ctx: 8192 }, total_slots: 1, model_path: '/models/qwen3-4b-q4.gguf' },
};

export const VLLM: Site = {
  '/version': { version: '0.11.0' },
  '/v1/models': {
    object: 'list',
    data: [{ id: 'Qwen/Qwen3-4B', object: 'model', owned_by: 'vllm', max_model_len: 40_960 }],
  },
};

export const SGLANG: Site = {
  '/get_model_info': { model_path: 'Qwen/Qwen3-4B', is_generation: true },
  '/v1/models': { object: 'list', data: [{ id: 'Qwen/Qwen3-4B', owned_by: 'sglang' }] },
};

export const KOBOLD: Site = {
  '/api/extra/version': { result: 'KoboldCpp', version: '1.99' },
  '/v1/models': { object: 'list', data: [{ id: 'koboldcpp/qwen3-4b', owned_by: 'koboldcpp' }] },
};

export const DOCKER: Site = {
  '/models': [
    { id: 'sha256:1', tags: ['ai/mxbai-embed-large'], config: { format: 'gguf' } },
    { id: 'sha256:2', tags: ['ai/qwen3:4B'], config: { format: 'gguf' } },
  ],
};

/** Starts one real HTTP server for every site, keyed by the port that it pretends to have. */
export async function startLocalMachine(sites: Readonly<Record<number, Site | 'silent'>>): Promise<LocalMachine> {
  const asked: string[] = [];
  const servers = new Map<number, Server>();
  for (const [port, site] of Object.entries(sites)) {
    const server = createServer((request, response) => {
      if (site === 'silent') return;
      const found = site[request.url ?? ''];
      response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(found ?? { error: 'not found' }));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    servers.set(Number(port), server);
  }
  return {
    asked,
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input);
      asked.push(url.href);
      const server = servers.get(Number(url.port));
      if (server === undefined) throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
      url.port = String((server.address() as AddressInfo).port);
      return await fetch(url, init);
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers.values()) {
        server.closeAllConnections();
        await new Promise((resolve) => {
          server.close(resolve);
        });
      }
    },
  };
}

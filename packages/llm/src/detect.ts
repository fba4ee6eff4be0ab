import { cleanLine } from './clean-text.ts';
import { filled, isArray, isObject, parseJson } from './json.ts';

export type LocalServerKind =
  | 'ollama'
  | 'lm-studio'
  | 'llama-server'
  | 'vllm'
  | 'sglang'
  | 'koboldcpp'
  | 'docker-model-runner';

export interface LocalServer {
  readonly kind: LocalServerKind;
  readonly base_url: string;
  /** The first chat model that the server has. */
  readonly model: string;
}

type Get = (url: string) => Promise<unknown>;

interface Probe {
  readonly kind: LocalServerKind;
  readonly origin: string;
  /** What follows the origin in the base URL; `/v1` unless given. */
  readonly path?: string;
  /** The model when the answers are those of this kind of server, else undefined. */
  readonly identify: (get: Get, origin: string) => Promise<string | undefined>;
}

const PROBES: readonly Probe[] = [
  { kind: 'ollama', origin: 'http://127.0.0.1:11434', identify: ollamaModel },
  { kind: 'lm-studio', origin: 'http://127.0.0.1:1234', identify: lmStudioModel },
  { kind: 'llama-server', origin: 'http://127.0.0.1:8080', identify: llamaServerModel },
  { kind: 'llama-server', origin: 'http://127.0.0.1:9931', identify: llamaServerModel },
  { kind: 'vllm', origin: 'http://127.0.0.1:8000', identify: vllmModel },
  { kind: 'sglang', origin: 'http://127.0.0.1:30000', identify: sglangModel },
  { kind: 'koboldcpp', origin: 'http://127.0.0.1:5001', identify: koboldModel },
  {
    kind: 'docker-model-runner',
    origin: 'http://127.0.0.1:12434',
    path: '/engines/v1',
    identify: dockerModel,
  },
];

const EMBEDDING = /embed|bert|minilm|rerank|(?:^|[/_-])(?:bge|gte|e5)(?:[-_:]|$)/iu;

/**
 * Looks for a model server on this machine, on the usual ports at once.
 *
 * A port proves nothing (8000 and 8080 belong to everyone), so a server counts only when it answers in the shape of its
 * kind and has a chat model. Of several, the first in the order of the table above is taken.
 *
 * @param timeout_ms For everything together.
 */
export async function detectLocalServer(
  fetch: typeof globalThis.fetch = globalThis.fetch,
  timeout_ms = 300,
): Promise<LocalServer | undefined> {
  const signal = AbortSignal.timeout(timeout_ms);
  const get: Get = async (url) => {
    const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
    return response.ok ? parseJson(await response.text()) : undefined;
  };
  const found = await Promise.all(
    PROBES.map(async ({ kind, origin, path = '/v1', identify }) => {
      // No server, another server and a slow one are all the same here: not found.
      const model = await identify(get, origin).catch(() => undefined);
      return model === undefined ? undefined : { kind, base_url: `${origin}${path}`, model: cleanLine(model, 200) };
    }),
  );
  return found.find((server) => server !== undefined);
}

async function ollamaModel(get: Get, origin: string): Promise<string | undefined> {
  const [version, tags] = await Promise.all([get(`${origin}/api/version`), get(`${origin}/api/tags`)]);
  if (!isObject(version) || filled(version['version']) === undefined) return undefined;
  return listed(tags, 'models')
    .filter((model) => !isObject(model['details']) || !EMBEDDING.test(String(model['details']['family'])))
    .map((model) => filled(model['name']))
    .find(isChatModel);
}

async function lmStudioModel(get: Get, origin: string): Promise<string | undefined> {
  const models = listed(await get(`${origin}/api/v0/models`), 'data').filter(
    ({ type, state }) => (type === 'llm' || type === 'vlm') && filled(state) !== undefined,
  );
  return filled((models.find(({ state }) => state === 'loaded') ?? models[0])?.['id']);
}

async function llamaServerModel(get: Get, origin: string): Promise<string | undefined> {
  const [props, models] = await Promise.all([get(`${origin}/props`), get(`${origin}/v1/models`)]);
  if (!isObject(props) || !isObject(props['default_generation_settings'])) return undefined;
  const path = filled(props['model_path'])?.split(/[/\\]/u).at(-1);
  return (
    listed(models, 'data')
      .map((model) => filled(model['id']))
      .find(isChatModel) ?? path
  );
}

async function vllmModel(get: Get, origin: string): Promise<string | undefined> {
  const [version, models] = await Promise.all([get(`${origin}/version`), get(`${origin}/v1/models`)]);
  if (!isObject(version) || filled(version['version']) === undefined) return undefined;
  return listed(models, 'data')
    .filter((model) => model['owned_by'] === 'vllm')
    .map((model) => filled(model['id']))
    .find(isChatModel);
}

async function sglangModel(get: Get, origin: string): Promise<string | undefined> {
  const [info, models] = await Promise.all([get(`${origin}/get_model_info`), get(`${origin}/v1/models`)]);
  if (!isObject(info) || filled(info['model_path']) === undefined || info['is_generation'] !== true) return undefined;
  return firstChatModel(models);
}

async function koboldModel(get: Get, origin: string): Promise<string | undefined> {
  const [version, models] = await Promise.all([get(`${origin}/api/extra/version`), get(`${origin}/v1/models`)]);
  return isObject(version) && version['result'] === 'KoboldCpp' ? firstChatModel(models) : undefined;
}

/** Its own list has no envelope: models with the tags by which they were pulled. */
async function dockerModel(get: Get, origin: string): Promise<string | undefined> {
  const models = await get(`${origin}/models`);
  if (!isArray(models)) return undefined;
  return models
    .filter(isObject)
    .filter(({ config }) => isObject(config))
    .map(({ tags }) => (isArray(tags) ? filled(tags[0]) : undefined))
    .find(isChatModel);
}

/** The first model of an OpenAI-style `GET /models` answer that is not for embeddings. */
export function firstChatModel(answer: unknown): string | undefined {
  return listed(answer, 'data')
    .map((model) => filled(model['id']))
    .find(isChatModel);
}

function listed(answer: unknown, field: string) {
  const list = isObject(answer) ? answer[field] : undefined;
  return isArray(list) ? list.filter(isObject) : [];
}

function isChatModel(name: string | undefined): name is string {
  return name !== undefined && !EMBEDDING.test(name);
}

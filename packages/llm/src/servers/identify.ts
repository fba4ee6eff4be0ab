import { filled, isArray, isObject } from '../json.ts';

export type LocalServerKind =
  | 'ollama'
  | 'lm-studio'
  | 'llama-server'
  | 'vllm'
  | 'sglang'
  | 'koboldcpp'
  | 'docker-model-runner';

/** A model that a server has. */
export interface ServedModel {
  readonly model: string;
  /** What its context holds, where the server says so before it is asked. */
  readonly context_tokens?: number;
}

/** Reads a JSON answer; undefined where there is none. */
export type Get = (url: string) => Promise<unknown>;

/**
 * Asks a server as one kind of server is asked.
 *
 * @param wanted The model to look for; the first chat model unless given.
 * @returns The model when the answers are those of this kind, else undefined.
 */
export type Identify = (get: Get, origin: string, wanted?: string) => Promise<ServedModel | undefined>;

const EMBEDDING = /embed|bert|minilm|rerank|(?:^|[/_-])(?:bge|gte|e5)(?:[-_:]|$)/iu;

/** In the order in which a server is asked: KoboldCpp speaks the languages of llama-server and of Ollama too. */
export const IDENTIFY: Readonly<Record<LocalServerKind, Identify>> = {
  async koboldcpp(get, origin, wanted) {
    const [version, models] = await Promise.all([get(`${origin}/api/extra/version`), get(`${origin}/v1/models`)]);
    if (!isObject(version) || version['result'] !== 'KoboldCpp') return undefined;
    return chosen(listed(models, 'data'), 'id', wanted);
  },

  async 'lm-studio'(get, origin, wanted) {
    const models = listed(await get(`${origin}/api/v0/models`), 'data').filter(
      ({ type, state }) => (type === 'llm' || type === 'vlm') && filled(state) !== undefined,
    );
    const loaded = models.filter(({ state }) => state === 'loaded');
    const found = chosen(loaded.length > 0 && wanted === undefined ? loaded : models, 'id', wanted);
    const entry = models.find(({ id }) => id === found?.model);
    return found && withContext(found.model, entry?.['loaded_context_length']);
  },

  async 'llama-server'(get, origin, wanted) {
    const [props, models] = await Promise.all([get(`${origin}/props`), get(`${origin}/v1/models`)]);
    const settings = isObject(props) ? props['default_generation_settings'] : undefined;
    if (!isObject(props) || !isObject(settings)) return undefined;
    const path = filled(props['model_path'])?.split(/[/\\]/u).at(-1);
    const model = wanted ?? firstChatModel(models) ?? path;
    return model === undefined ? undefined : withContext(model, settings['n_ctx']);
  },

  async vllm(get, origin, wanted) {
    const [version, models] = await Promise.all([get(`${origin}/version`), get(`${origin}/v1/models`)]);
    if (!isObject(version) || filled(version['version']) === undefined) return undefined;
    return chosen(
      listed(models, 'data').filter((model) => model['owned_by'] === 'vllm'),
      'id',
      wanted,
    );
  },

  async sglang(get, origin, wanted) {
    const [info, models] = await Promise.all([get(`${origin}/get_model_info`), get(`${origin}/v1/models`)]);
    if (!isObject(info) || filled(info['model_path']) === undefined || info['is_generation'] !== true) return undefined;
    return chosen(listed(models, 'data'), 'id', wanted);
  },

  /** Its own list has no envelope: models with the tags by which they were pulled. */
  async 'docker-model-runner'(get, origin, wanted) {
    const models = await get(`${origin}/models`);
    if (!isArray(models)) return undefined;
    const tagged = models
      .filter(isObject)
      .filter(({ config }) => isObject(config))
      .map(({ tags }) => ({ tag: isArray(tags) ? tags[0] : undefined }));
    return chosen(tagged, 'tag', wanted);
  },

  async ollama(get, origin, wanted) {
    const [version, tags] = await Promise.all([get(`${origin}/api/version`), get(`${origin}/api/tags`)]);
    if (!isObject(version) || filled(version['version']) === undefined) return undefined;
    const models = listed(tags, 'models').filter(
      (model) => !isObject(model['details']) || !EMBEDDING.test(String(model['details']['family'])),
    );
    return chosen(models, 'name', wanted);
  },
};

/** The first model of an OpenAI-style `GET /models` answer that is not for embeddings. */
export function firstChatModel(answer: unknown): string | undefined {
  return chosen(listed(answer, 'data'), 'id')?.model;
}

/** The model that is wanted, else the first one that can chat; vLLM and SGLang say in the list what it takes. */
function chosen(
  models: readonly { readonly [key: string]: unknown }[],
  field: string,
  wanted?: string,
): ServedModel | undefined {
  const found = models.find((model) => {
    const name = filled(model[field]);
    return wanted === undefined ? name !== undefined && !EMBEDDING.test(name) : name === wanted;
  });
  return found && withContext(String(found[field]), found['max_model_len']);
}

function withContext(model: string, context: unknown): ServedModel {
  return { model, ...(Number.isInteger(context) && Number(context) > 0 && { context_tokens: Number(context) }) };
}

function listed(answer: unknown, field: string) {
  const list = isObject(answer) ? answer[field] : undefined;
  return isArray(list) ? list.filter(isObject) : [];
}

import { NexusError } from '@nexus/models';
import { cleanLine } from './clean-text.ts';
import { contextOverflow } from './context-overflow.ts';
import { filled, isObject } from './json.ts';
import { askedWaitMs } from './retry.ts';

const MESSAGE_LIMIT = 300;

const OVERFLOW =
  /context.?(?:length|size|window)|maximum.{0,40}tokens|prompt is too long|too many (?:input )?tokens|token count exceeds/iu;

/** What the messages may name, and the key that they must not. */
export interface RemoteTarget {
  readonly base_url: string;
  readonly model: string;
  readonly api_key: string;
}

/** An answer came, but it is no chat completion. */
export function notACompletion(target: RemoteTarget, what: string): NexusError {
  return new NexusError('unavailable', `${target.base_url} answered with ${what} instead of a chat completion.`, {
    hint: 'Check NEXUS_REMOTE_API_BASE_URL: it usually ends in /v1.',
  });
}

export function cutStream(target: RemoteTarget, cause?: unknown): NexusError {
  return new NexusError('unavailable', `The stream from ${target.base_url} ended before the answer was complete.`, {
    hint: 'Ask again; if it recurs, see the log of the model server.',
    ...(cause !== undefined && { cause }),
  });
}

export function timedOut(target: RemoteTarget, timeoutMs: number): NexusError {
  return new NexusError('unavailable', `The model server at ${target.base_url} was silent for ${timeoutMs / 1000} s.`, {
    hint: 'A large model may still be loading: ask again, raise the timeout, or choose a smaller model.',
  });
}

/** What the provider says about its refusal: cleaned, capped, without the key. Empty when it says nothing usable. */
export function providerMessage(error: unknown, apiKey: string): string {
  if (!isObject(error)) return '';
  const body = error['error'];
  const said = isObject(body) ? (filled(body['message']) ?? filled(body['detail'])) : filled(body);
  // Without a JSON body the SDK makes its message of the raw answer, and a page of HTML tells nobody anything.
  const text = said ?? (body === undefined && typeof error['status'] === 'number' ? rawMessage(error['message']) : '');
  return cleanLine(withoutKey(text, apiKey), MESSAGE_LIMIT);
}

/** Maps whatever the SDK throws to the error that a caller can act on. */
export function remoteError(error: unknown, target: RemoteTarget): NexusError {
  if (NexusError.is(error)) return error;
  const status = isObject(error) && typeof error['status'] === 'number' ? error['status'] : undefined;
  const said = providerMessage(error, target.api_key);
  const waitMs = isObject(error) ? askedWaitMs(error['headers']) : undefined;
  if (status === undefined) return said === '' ? connectionError(error, target) : failed(said, target);
  return statusError(status, said, target, waitMs);
}

// The SDK's error is not passed on as a cause: a server may echo the key in it.
function statusError(status: number, said: string, target: RemoteTarget, waitMs = 0): NexusError {
  const quoted = said === '' ? '' : `: ${said}`;
  if (status === 401 || status === 403) {
    // A provider's 401 repeats parts of the key, so its words stay out.
    const words = status === 401 ? ': the API key is missing or wrong' : quoted;
    return new NexusError('permission_denied', `${target.base_url} refused access${sentence(words)}`, {
      hint: 'Set NEXUS_REMOTE_API_KEY to a valid key of this provider that may use this model.',
    });
  }
  if (status === 404) return notFound(said, target);
  if (status === 402 || status === 429) {
    const quota = status === 402 || /quota|billing|credit/iu.test(said);
    return new NexusError('limit_exceeded', `${target.base_url} limits requests (${status})${sentence(quoted)}`, {
      hint: quota ? "Check the account's plan and credit." : `Wait ${momentOf(waitMs)} and ask again.`,
    });
  }
  if (status === 408 || status === 409 || status >= 500) return failed(said || `status ${status}`, target);
  if (status === 413 || OVERFLOW.test(said)) return contextOverflow(`${target.base_url}${sentence(quoted || ': 413')}`);
  return new NexusError('invalid_argument', `${target.base_url} refused the request (${status})${sentence(quoted)}`, {
    hint: refusalHint(said),
  });
}

function momentOf(waitMs: number): string {
  return waitMs < 1000 ? 'a moment' : `${Math.ceil(waitMs / 1000)} s`;
}

function notFound(said: string, target: RemoteTarget): NexusError {
  if (!/model|deployment/iu.test(said)) {
    return new NexusError('not_found', `There is no chat-completions endpoint at ${target.base_url} (404).`, {
      hint: 'Check NEXUS_REMOTE_API_BASE_URL: it usually ends in /v1.',
    });
  }
  return new NexusError('not_found', `${target.base_url} does not have the model '${cleanLine(target.model, 100)}'.`, {
    hint: 'Set NEXUS_REMOTE_MODEL_NAME to a model it has; with Ollama, `ollama pull` the model first.',
  });
}

function failed(said: string, target: RemoteTarget): NexusError {
  return new NexusError('unavailable', `The model server at ${target.base_url} failed${sentence(`: ${said}`)}`, {
    hint: 'Ask again; if it recurs, see the log of the model server.',
  });
}

function connectionError(error: unknown, target: RemoteTarget): NexusError {
  const code = causeCode(error);
  return new NexusError('unavailable', `No answer from ${target.base_url}${code === undefined ? '.' : ` (${code}).`}`, {
    hint: 'Check that the model server runs and that NEXUS_REMOTE_API_BASE_URL points to it.',
    cause: error,
  });
}

function refusalHint(said: string): string {
  if (/enable-auto-tool-choice|tool-call-parser/u.test(said)) {
    return 'Start vLLM with --enable-auto-tool-choice and the --tool-call-parser of the model.';
  }
  if (/does not support tools|--jinja/iu.test(said)) return 'Choose a model (or start the server) with tool calling.';
  return 'Check the model name and the tool definitions against what this provider accepts.';
}

function sentence(words: string): string {
  return /[.!?…]$/u.test(words) ? words : `${words}.`;
}

function rawMessage(message: unknown): string {
  const text = filled(message)?.replace(/^\d{3} /u, '') ?? '';
  return /^\s*</u.test(text) || text.startsWith('status code') ? '' : text;
}

function withoutKey(text: string, apiKey: string): string {
  const plain = apiKey.length < 8 ? text : text.replaceAll(apiKey, '[key]');
  return plain.replace(/\bsk-[\w*-]{4,}/gu, '[key]');
}

function causeCode(error: unknown, depth = 0): string | undefined {
  if (!isObject(error) || depth > 4) return undefined;
  const code = filled(error['code']);
  return code !== undefined && /^[A-Z][A-Z0-9_]+$/u.test(code) ? code : causeCode(error['cause'], depth + 1);
}

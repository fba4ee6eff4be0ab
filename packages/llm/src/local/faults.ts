import { basename } from 'node:path';
import { NexusError } from '@nexus/models';
import { cleanLine } from '../clean-text.ts';
import { contextOverflow } from '../context-overflow.ts';
import type { Fault, ModelOptions } from '../worker/protocol.ts';

/** Why a model could not be opened, and what to do about it. */
export function openFault({ kind, message }: Fault, { model_path }: ModelOptions): NexusError {
  const name = basename(model_path);
  const said = cleanLine(message, 200);
  if (kind === 'no_package') {
    return new NexusError(
      'unavailable',
      'The local backend needs the package node-llama-cpp, which is not installed.',
      {
        hint: 'Run `npm install node-llama-cpp` where nexus is installed (with -g if nexus is), or set NEXUS_LLM_BACKEND=builtin.',
      },
    );
  }
  if (kind === 'no_binary') {
    return new NexusError('unavailable', 'node-llama-cpp has no ready-made program for this machine.', {
      hint: 'Run `npx node-llama-cpp source download` once to build it, or use a model server (NEXUS_REMOTE_API_BASE_URL).',
    });
  }
  if (kind === 'no_memory') {
    return new NexusError('unavailable', `There is not enough memory for ${name}: ${said}`, {
      hint: 'Choose a smaller model (`nexus models`), or set NEXUS_LOCAL_MODEL_N_CTX lower.',
    });
  }
  return new NexusError('invalid_argument', `${name} could not be loaded as a GGUF model: ${said}`, {
    hint: 'Fetch it again (`nexus models fetch`), or set NEXUS_LOCAL_MODEL_PATH to another file.',
  });
}

/** The native code ended the process while it read the file. */
export function diedOpening({ model_path }: ModelOptions): NexusError {
  return new NexusError('unavailable', `The process that loaded ${basename(model_path)} died.`, {
    hint: 'The file may be damaged or the memory too small: fetch it again, or choose a smaller model (`nexus models`).',
  });
}

export function diedAnswering(): NexusError {
  return new NexusError('unavailable', 'The process with the local model died.', {
    hint: 'Ask again: it is started anew. If it recurs, set NEXUS_LOCAL_MODEL_N_CTX lower or choose a smaller model.',
  });
}

/** Why an answer failed; a conversation that does not fit is `limit_exceeded`, so that the host can shorten it. */
export function answerFault({ kind, message }: Fault): NexusError {
  const said = cleanLine(message, 200);
  if (kind === 'too_long') {
    return contextOverflow(said, 'Shorten the conversation, or raise NEXUS_LOCAL_MODEL_N_CTX.');
  }
  return new NexusError('unavailable', `The local model failed: ${said}`, { hint: 'Ask again.' });
}

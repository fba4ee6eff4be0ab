import { fetchModel, type FetchProgress, RECOMMENDED_MODELS } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import { loadEnvironment, readConfig } from '@nexus/models/environment';
import * as z from 'zod';
import { modelsFolder } from '../models-folder.ts';
import { EXIT } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';

const variables = z.object({
  NEXUS_LOCAL_MODEL_PATH: z.string().optional(),
  HF_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  HF_TOKEN: z.string().optional(),
});

/** Fetches a recommended model by its name, or any by its `hf:` address; prints where it is. */
export async function fetchNamedModel(name: string | undefined): Promise<number> {
  const environment = loadEnvironment();
  const {
    NEXUS_LOCAL_MODEL_PATH: configured,
    HF_ENDPOINT: endpoint,
    HF_TOKEN: token,
  } = readConfig(variables, environment);
  using interrupt = onInterrupt();
  const showProgress = progressLine(process.stderr);
  try {
    const path = await fetchModel(addressOf(name ?? configured), {
      models_folder: modelsFolder(environment),
      hub: { endpoint, token },
      signal: interrupt.signal,
      onProgress: showProgress,
    });
    console.log(path);
    console.error(`Answer with it: NEXUS_LLM_BACKEND=local NEXUS_LOCAL_MODEL_PATH=${path}`);
    return EXIT.ok;
  } catch (error) {
    if (interrupt.exitCode !== undefined) {
      console.error('\nStopped. The same command goes on where it stopped.');
      return interrupt.exitCode;
    }
    throw error;
  }
}

function addressOf(name: string | undefined): string {
  if (name?.startsWith('hf:')) return name;
  const known = RECOMMENDED_MODELS.find((model) => model.name === name);
  if (known) return known.address;
  const names = RECOMMENDED_MODELS.map((model) => model.name).join(', ');
  throw new NexusError('invalid_argument', name === undefined ? 'No model is named.' : `There is no model ${name}.`, {
    hint: `Name one of ${names}, or an address such as hf:unsloth/Qwen3.5-4B-GGUF:Q4_K_M.`,
  });
}

/** On a terminal one line that is written over, elsewhere a line for every tenth. */
function progressLine(stream: NodeJS.WriteStream): (progress: FetchProgress) => void {
  let shown = -1;
  return ({ file, bytes, total_bytes }) => {
    const percent = Math.floor((100 * bytes) / Math.max(1, total_bytes));
    const step = stream.isTTY ? percent : Math.floor(percent / 10) * 10;
    if (step === shown) return;
    shown = step;
    const text = `${file}  ${String(step).padStart(3)} %  ${megabytes(bytes)} of ${megabytes(total_bytes)} MB`;
    stream.write(stream.isTTY ? `\r${text}${percent === 100 ? '\n' : ''}` : `${text}\n`);
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);
}

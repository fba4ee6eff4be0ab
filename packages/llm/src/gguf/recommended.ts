/** A model that is known to call tools well for its size. */
export interface RecommendedModel {
  readonly name: string;
  readonly address: string;
  readonly file_gb: number;
  /** Of the machine, so that its other work goes on beside the model. */
  readonly memory_gb: number;
  readonly licence: string;
  readonly evidence: string;
  readonly source: string;
}

const LEADERBOARD = 'https://github.com/allenporter/home-assistant-datasets';

/** Smallest first; of one size the better first. Scores are of the Home LLM Leaderboard: home control, at most 100. */
export const RECOMMENDED_MODELS: readonly RecommendedModel[] = [
  {
    name: 'qwen3.5-4b',
    address: 'hf:unsloth/Qwen3.5-4B-GGUF:Q4_K_M',
    file_gb: 2.7,
    memory_gb: 8,
    licence: 'Apache-2.0',
    evidence: 'Home LLM Leaderboard 87.0 (GPT-4.1: 85.8)',
    source: LEADERBOARD,
  },
  {
    name: 'qwen3-4b',
    address: 'hf:unsloth/Qwen3-4B-Instruct-2507-GGUF:Q4_K_M',
    file_gb: 2.5,
    memory_gb: 8,
    licence: 'Apache-2.0',
    evidence: 'Home LLM Leaderboard 75.4; the plainest architecture',
    source: LEADERBOARD,
  },
  {
    name: 'gemma-4-e4b',
    address: 'hf:unsloth/gemma-4-E4B-it-GGUF:Q4_K_M',
    file_gb: 5,
    memory_gb: 12,
    licence: 'Apache-2.0',
    evidence: 'Home LLM Leaderboard 78.6',
    source: LEADERBOARD,
  },
  {
    name: 'gemma-4-12b',
    address: 'hf:unsloth/gemma-4-12B-it-GGUF:Q4_K_M',
    file_gb: 7.5,
    memory_gb: 16,
    licence: 'Apache-2.0',
    evidence: 'Home LLM Leaderboard 92.1',
    source: LEADERBOARD,
  },
];

/** Whether a machine of so much memory can hold the model; machines report a little less than they are sold with. */
export function fitsMemory({ memory_gb }: RecommendedModel, totalBytes: number): boolean {
  return totalBytes >= memory_gb * 0.9 * 1024 ** 3;
}

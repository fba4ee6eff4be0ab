import type { LLMConfig, OpenedBackend } from '@nexus/llm';
import type { BuildingTime } from '@nexus/models';

/**
 * Opens what answers: a model, or the sentence patterns of the host itself.
 *
 * @throws {NexusError} As `createLLMBackend` does.
 */
export async function openBackend(config: LLMConfig, time: BuildingTime): Promise<OpenedBackend> {
  // Loaded here so that it happens while the servers start, and not at all for commands that need no backend.
  const mayBeBuiltin = config.backend === 'auto' || config.backend === 'builtin';
  const [{ createLLMBackend }, builtin] = await Promise.all([
    import('@nexus/llm'),
    mayBeBuiltin ? import('./builtin/index.ts') : undefined,
  ]);
  return await createLLMBackend(config, { builtin: builtin && (() => builtin.createBuiltinBackend({ time })) });
}

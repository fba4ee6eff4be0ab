import { BuildingTime, NexusError } from '@nexus/models';
import { openBackend } from '../backend.ts';
import { finder, type Finding, type Patient } from './finding.ts';

/** What answers, and why it was chosen. */
export async function checkBackend({ config }: Patient): Promise<Finding[]> {
  if (config === undefined) return [];
  const { ok, fault } = finder('model');
  try {
    await using backend = await openBackend(config.llm, new BuildingTime({ zone: config.timeZone }));
    return [ok(backend.getBackendInfo().description)];
  } catch (error) {
    if (!NexusError.is(error)) throw error;
    return [fault(error.message, error.hint ?? 'Set NEXUS_LLM_BACKEND=builtin to do without a model.')];
  }
}

import { BuildingTime, NexusError } from '@nexus/models';
import { openBackend } from '../backend.ts';
import { finder, type Finding, type Patient } from './finding.ts';

/** What answers, and why it was chosen. */
export async function checkBackend({ config }: Patient): Promise<Finding[]> {
  if (config === undefined) return [];
  const { ok, warning, fault } = finder('model');
  try {
    await using backend = await openBackend(config.llm, new BuildingTime({ zone: config.timeZone }));
    const { description, caution } = backend.getBackendInfo();
    return [ok(description), ...(caution ? [warning(caution.message, caution.hint)] : [])];
  } catch (error) {
    if (!NexusError.is(error)) throw error;
    return [fault(error.message, error.hint ?? 'Set NEXUS_LLM_BACKEND=builtin to do without a model.')];
  }
}

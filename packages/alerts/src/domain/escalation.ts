import { NexusError } from '@nexus/models';
import * as z from 'zod';
import { SEVERITIES, type Severity } from './severity.ts';

const MINUTE_MS = 60_000;

const Step = z.strictObject({
  after_minutes: z.number().min(0).max(10_080),
  notify: z.array(z.string().min(1).max(40)).min(1).max(10),
});

const Policy = z
  .strictObject({
    name: z.string().min(1).max(64),
    severities: z
      .array(z.enum(SEVERITIES))
      .min(1)
      .default([...SEVERITIES]),
    steps: z.array(Step).min(1).max(10),
  })
  .refine(({ steps }) => steps[0]?.after_minutes === 0, 'steps: the first must be after 0 minutes')
  .refine(
    ({ steps }) => steps.every(({ after_minutes }, i) => i === 0 || after_minutes > (steps[i - 1]?.after_minutes ?? 0)),
    'steps: each must be later than the one before',
  );

/** Who is told of an alert, and who next when nobody acknowledges it. */
export type EscalationPolicy = z.infer<typeof Policy>;

const PolicyFile = z.strictObject({ policies: z.array(Policy).min(1).max(20) });

/**
 * Checks the content of a policy file.
 *
 * @param channels Names of the channels that there are.
 * @throws {NexusError} `invalid_argument` that lists everything that is wrong.
 */
export function checkPolicies(content: unknown, channels: readonly string[]): EscalationPolicy[] {
  const result = PolicyFile.safeParse(content);
  const faults = result.success
    ? unknownChannels(result.data.policies, channels)
    : result.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`);
  if (result.success && faults.length === 0) return result.data.policies;
  throw new NexusError(
    'invalid_argument',
    `The escalation policies have ${faults.length} fault(s):\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    { hint: 'Correct the file that NEXUS_ALERT_ESCALATION_FILE names.' },
  );
}

/** Everyone is told at once, and nobody after that. */
export function defaultPolicies(channels: readonly string[]): EscalationPolicy[] {
  const steps = [{ after_minutes: 0, notify: [...channels] }];
  return [{ name: 'default', severities: [...SEVERITIES], steps }];
}

/** The first that is about the severity. */
export function policyFor(policies: readonly EscalationPolicy[], severity: Severity): EscalationPolicy | undefined {
  return policies.find(({ severities }) => severities.includes(severity));
}

/** When the step after `level` is due, for an alert recorded at an instant; `undefined` after the last. */
export function stepDue({ steps }: EscalationPolicy, level: number, recorded_ms: number): number | undefined {
  const next = steps[level + 1];
  return next && recorded_ms + next.after_minutes * MINUTE_MS;
}

/** The last step that is due up to an instant: after an outage those before it are passed over. */
export function dueLevel({ steps }: EscalationPolicy, recorded_ms: number, until_ms: number): number {
  return steps.findLastIndex(({ after_minutes }) => recorded_ms + after_minutes * MINUTE_MS <= until_ms);
}

/** Everyone who has been told up to a step. */
export function toldUpTo({ steps }: EscalationPolicy, level: number): string[] {
  return [...new Set(steps.slice(0, level + 1).flatMap(({ notify }) => notify))];
}

function unknownChannels(policies: readonly EscalationPolicy[], channels: readonly string[]): string[] {
  return policies.flatMap(({ name, steps }) =>
    steps
      .flatMap(({ notify }) => notify)
      .filter((channel) => !channels.includes(channel))
      .map((channel) => `${name}: there is no channel "${channel}"; there are ${channels.join(', ')}`),
  );
}

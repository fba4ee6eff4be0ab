import { family, type Family } from '../family.ts';
import { isCommand } from '../language/command.ts';
import type { Sentence } from '../language/sentence.ts';
import { faultsOf, hasFailed, type Outcome, resultOf, resultsOf, type ToolRequest } from '../outcome.ts';
import { planText, rolloutText } from '../present/firmware.ts';
import { FirmwarePlan, Rollout } from '../wire-firmware.ts';
import { type Fleet, fleet, FIRMWARE } from './firmware-fleet.ts';

interface Push extends Fleet {
  readonly devices: readonly string[];
  readonly isDowngrade: boolean;
}

const PUSH = String.raw`push|install|upgrade|update|roll[\s-]?out|start (?:a |the )?(?:firmware )?roll-?out|deploy|flash|downgrade|bring`;
/** Below what a call may take. */
const WATCH_SECONDS = 20;

function planCall({ devices, isDowngrade, version = '', ...where }: Push): ToolRequest {
  return {
    tool: 'plan_firmware_rollout',
    arguments: {
      ...where,
      ...(devices.length > 0 && { device_ids: [...devices] }),
      ...(isDowngrade && { allow_downgrade: true }),
      target_version: version,
    },
  };
}

function startCall({ plan_id, target_version }: FirmwarePlan): ToolRequest {
  const reason = `A person asked for firmware ${target_version}.`;
  return { tool: 'start_firmware_rollout', arguments: { plan_id, reason, wait_seconds: WATCH_SECONDS } };
}

const planOf = (outcomes: readonly Outcome[]) => resultsOf(outcomes, 'plan_firmware_rollout', FirmwarePlan)[0];

const push = family<Push>({
  name: 'firmware to be installed',
  changes: true,
  examples: [
    'Push firmware version 2.4.1 to all temperature sensors in Building North.',
    'Update the firmware of DEV-HVAC-0002 to 3.1.0',
    'Upgrade all door locks to version 1.9.0',
    'Roll out firmware 2.4.1 to the CO2 sensors on floor 3',
    'Downgrade the firmware of DEV-HVAC-0002 to 3.0.0',
  ],
  match(sentence: Sentence) {
    const { words, version, devices } = sentence;
    const isWish = isCommand(words, PUSH) && (FIRMWARE.test(words) || version !== undefined);
    if (!isWish) return undefined;
    return { ...fleet(sentence), devices, isDowngrade: /\bdowngrade\b/.test(words) };
  },
  plan: (intent) => (intent.version === undefined ? [] : [planCall(intent)]),
  next(_intent, outcomes) {
    const plan = planOf(outcomes);
    return outcomes.length === 1 && plan !== undefined && plan.target_count > 0 ? [startCall(plan)] : [];
  },
  /** The plan, before the person is asked whether to start it. */
  preamble: (_intent, outcomes) => {
    const plan = planOf(outcomes);
    return plan === undefined ? undefined : planText(plan);
  },
  present({ version }, outcomes) {
    if (version === undefined) return 'Which version? Say for example "push firmware 2.4.1 to the door locks".';
    const plan = planOf(outcomes);
    if (plan === undefined) return faultsOf(outcomes);
    const start = outcomes.find(({ request }) => request.tool === 'start_firmware_rollout');
    const rollout = resultOf(start, Rollout);
    if (rollout !== undefined) return rolloutText(rollout);
    if (plan.target_count === 0) return planText(plan);
    if (start !== undefined && /did not allow/.test(start.text)) return 'Nothing was started.';
    const why =
      start === undefined || /nobody is there to approve/.test(start.text)
        ? 'Nothing was started: nobody is here to confirm it. "nexus chat" asks, and --allow-writes allows it.'
        : `Nothing was started. ${hasFailed(start) ? faultsOf([start]) : ''}`;
    return `${planText(plan)}\n${why}`;
  },
});

export const firmwarePush: readonly Family[] = [push];

import { family, type Family } from '../family.ts';
import { isCommand, reasonIn } from '../language/command.ts';
import { faultsOf, notDone, type Outcome, resultOf, resultsOf, type ToolRequest } from '../outcome.ts';
import { rolloutText } from '../present/firmware.ts';
import { Rollout } from '../wire-firmware.ts';

const ROLLOUT = /\broll-?\s?outs?\b/;
const ROLLOUT_ID = /\bROLLOUT-[A-Z0-9]{1,40}\b/i;

const rolloutIn = (text: string): string | undefined => ROLLOUT_ID.exec(text)?.[0].toUpperCase();

const look = (rollout_id: string | undefined): ToolRequest => ({
  tool: 'get_firmware_rollout',
  arguments: rollout_id === undefined ? {} : { rollout_id },
});

const status = family<{ rollout_id: string | undefined }>({
  name: 'how a roll-out goes',
  examples: [
    'How is the rollout going?',
    'status of the firmware roll-out',
    'Is ROLLOUT-7K3QZ9M2WX finished?',
    'show rollout progress',
    'did the roll-out fail?',
  ],
  match({ words, text, version }) {
    const rollout_id = rolloutIn(text);
    const asks =
      /\b(?:how|status|progress|finished|done|ready|complete\w*|going|state|is|did|has|show|fail\w*|stopped|paused|newest|latest|last)\b/;
    const isPlan = version !== undefined || /\bplan\b/.test(words);
    return !isPlan && (rollout_id !== undefined || (ROLLOUT.test(words) && asks.test(words)))
      ? { rollout_id }
      : undefined;
  },
  plan: ({ rollout_id }) => [look(rollout_id)],
  present(_intent, outcomes) {
    const rollout = resultOf(outcomes[0], Rollout);
    return rollout === undefined ? faultsOf(outcomes) : rolloutText(rollout);
  },
});

interface Control {
  readonly action: 'pause' | 'resume' | 'cancel';
  readonly rollout_id: string | undefined;
  readonly reason: string;
}

const ACTIONS: readonly (readonly [string, Control['action']])[] = [
  ['pause|hold|suspend|halt', 'pause'],
  ['resume|continue|unpause|go on with', 'resume'],
  ['cancel|abort|stop', 'cancel'],
];

const newest = (outcomes: readonly Outcome[]): Rollout | undefined =>
  resultsOf(outcomes, 'get_firmware_rollout', Rollout)[0];

function controlCall({ action, reason }: Control, rollout_id: string): ToolRequest {
  return { tool: 'control_firmware_rollout', arguments: { rollout_id, action, reason } };
}

const isOpen = ({ status: state }: Rollout): boolean => state === 'running' || state === 'paused';

const control = family<Control>({
  name: 'roll-out paused, resumed or cancelled',
  changes: true,
  examples: [
    'Pause ROLLOUT-7K3QZ9M2WX because the building is in use',
    'pause the rollout',
    'please resume the firmware roll-out',
    'cancel ROLLOUT-7K3QZ9M2WX',
    'cancel the rollout',
  ],
  match({ words, text }) {
    const rollout_id = rolloutIn(text);
    const action = ACTIONS.find(([verbs]) => isCommand(words, verbs))?.[1];
    if (action === undefined || (rollout_id === undefined && !ROLLOUT.test(words))) return undefined;
    return { action, rollout_id, reason: reasonIn(text) };
  },
  plan: (intent) => [intent.rollout_id === undefined ? look(undefined) : controlCall(intent, intent.rollout_id)],
  // What cannot be taken back is done to the one that was named only.
  next(intent, outcomes) {
    const rollout = intent.rollout_id === undefined && outcomes.length === 1 ? newest(outcomes) : undefined;
    if (rollout === undefined || intent.action === 'cancel' || !isOpen(rollout)) return [];
    return [controlCall(intent, rollout.rollout_id)];
  },
  preamble(_intent, outcomes) {
    const rollout = newest(outcomes);
    return rollout === undefined ? undefined : rolloutText(rollout);
  },
  present({ action }, outcomes) {
    const done = outcomes.find(({ request }) => request.tool === 'control_firmware_rollout');
    const rollout = resultOf(done, Rollout);
    if (rollout !== undefined) return rolloutText(rollout);
    if (done !== undefined) return notDone(done);
    const found = newest(outcomes);
    if (found === undefined) return faultsOf(outcomes);
    if (!isOpen(found)) return `There is nothing to ${action}.\n${rolloutText(found)}`;
    return `${rolloutText(found)}\nNothing was changed. What is cancelled stays so: to cancel it, say "cancel ${found.rollout_id}".`;
  },
});

export const rolloutControls: readonly Family[] = [control];
export const rollouts: readonly Family[] = [status];

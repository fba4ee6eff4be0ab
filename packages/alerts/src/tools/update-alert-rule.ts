import * as z from 'zod';
import { PresentedRule, presentRule } from '../answers/rule.ts';
import { actorOf } from '../arguments/actor.ts';
import { ruleChanges } from '../arguments/rule.ts';
import { defineTool } from '../deps.ts';
import { resolveSelectors } from '../lookup/selectors.ts';

export const updateAlertRule = defineTool({
  name: 'update_alert_rule',
  title: 'Change an alert rule',
  description:
    'Changes the fields given of a rule, or switches it off with enabled=false. Its open alerts are closed as ' +
    'superseded, and raised again where the new version holds.',
  access: 'write',
  input: z.strictObject({
    rule_id: z.string().min(1).max(120).describe('Rule id, or its name.'),
    ...ruleChanges,
    reason: z.string().max(500).optional().describe('Why, for the audit trail.'),
  }),
  output: z.object({ before: PresentedRule, after: PresentedRule }),
  async run({ rule_id, reason, ...changes }, { deps, principal, time }) {
    const rule = await deps.alerts.getRule(rule_id);
    const resolved = { ...changes, ...(await resolveSelectors(deps, changes)) };
    const by = { actor: actorOf(principal), at_ms: time.nowMs(), reason };
    const { before, after } = await deps.alerts.updateRule(rule.rule_id, resolved, by);
    return { before: presentRule(before), after: presentRule(after) };
  },
});

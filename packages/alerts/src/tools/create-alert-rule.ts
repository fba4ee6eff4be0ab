import * as z from 'zod';
import { PresentedRule, presentRule } from '../answers/rule.ts';
import { actorOf } from '../arguments/actor.ts';
import { ruleFields } from '../arguments/rule.ts';
import { defineTool } from '../deps.ts';
import { checkRule } from '../domain/check-rule.ts';
import { resolveSelectors } from '../lookup/selectors.ts';
import { watchedSeries } from '../lookup/watched-series.ts';

export const createAlertRule = defineTool({
  name: 'create_alert_rule',
  title: 'Create an alert rule',
  description: 'Adds a rule that is evaluated from now on. Try it on stored readings first with test_alert_rule.',
  access: 'write',
  input: z.strictObject({
    ...ruleFields,
    reason: z.string().max(500).optional().describe('Why, for the audit trail.'),
  }),
  output: z.object({ rule: PresentedRule, devices: z.int().optional().describe('That report the metric now.') }),
  async run({ reason, ...given }, { deps, principal, time }) {
    const rule = checkRule({ ...given, ...(await resolveSelectors(deps, given)) });
    const created = await deps.alerts.createRule(rule, { actor: actorOf(principal), at_ms: time.nowMs(), reason });
    const series = await watchedSeries(deps, created);
    const devices = series && new Set(series.map(({ device_id }) => device_id)).size;
    return { rule: presentRule(created), ...(devices === undefined ? {} : { devices }) };
  },
});

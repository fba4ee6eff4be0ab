import { resolveMetric } from '@nexus/models';
import { pageInput, pageOf, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';
import { PresentedRule, presentRule } from '../answers/rule.ts';
import { selectorFields } from '../arguments/rule.ts';
import { defineTool } from '../deps.ts';
import { resolveSelectors } from '../lookup/selectors.ts';

export const getAlertRules = defineTool({
  name: 'get_alert_rules',
  title: 'Alert rules',
  description: 'Rules by which alerts are raised, with their limits and where those come from. Selectors narrow.',
  access: 'read',
  input: z.strictObject({
    enabled_only: z.boolean().default(false).describe('Without those that are switched off.'),
    metric: z.string().min(1).max(64).optional().describe('Only about this metric.'),
    ...selectorFields,
    ...pageInput,
  }),
  output: z.object({ rules: z.array(PresentedRule), ...pageOutput }),
  async run({ enabled_only, metric, limit, offset, ...given }, { deps }) {
    const wanted = metric === undefined ? undefined : resolveMetric(metric);
    const selectors = Object.entries(await resolveSelectors(deps, given)).filter(([, value]) => value !== undefined);
    const rules = (await deps.alerts.rules()).filter((rule) => {
      const fields = new Map(Object.entries(rule));
      return (
        (!enabled_only || rule.enabled) &&
        (wanted === undefined || rule.metric === wanted) &&
        selectors.every(([field, value]) => fields.get(field) === value)
      );
    });
    const { shown, page } = pageOf(rules.slice(offset, offset + limit).map(presentRule), rules.length, {
      limit,
      offset,
    });
    return { rules: shown, ...page };
  },
});

import * as z from 'zod';
import { CONDITIONS, type Rule } from '../domain/rule.ts';
import { SEVERITIES } from '../domain/severity.ts';

/** A rule as it is answered; absent selectors select everything. */
export const PresentedRule = z.object({
  rule_id: z.string(),
  version: z.int(),
  name: z.string(),
  device_type: z.string().optional(),
  zone_id: z.string().optional(),
  building: z.string().optional(),
  device_id: z.string().optional(),
  metric: z.string(),
  condition: z.enum(CONDITIONS),
  threshold: z.number(),
  clear_threshold: z.number().optional(),
  critical_threshold: z.number().optional(),
  severity: z.enum(SEVERITIES),
  enabled: z.boolean(),
  cooldown_minutes: z.number(),
  for_seconds: z.number(),
  active_hours: z.string().optional(),
  source: z.string().optional().describe('Where the limits come from.'),
});

export function presentRule(rule: Rule): z.infer<typeof PresentedRule> {
  return PresentedRule.parse(rule);
}

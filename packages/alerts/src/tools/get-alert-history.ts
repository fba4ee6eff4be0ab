import { Window, WindowEnd, WindowStart } from '@nexus/models';
import { pageInput, pageOf, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';
import { PresentedAlert, presentAlert } from '../answers/alert.ts';
import { placeInput } from '../arguments/place.ts';
import { defineTool } from '../deps.ts';
import { SEVERITIES } from '../domain/severity.ts';
import { evaluated, evaluatedOutput } from '../lookup/evaluated.ts';
import { resolveSelectors } from '../lookup/selectors.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** More than ten alerts in ten minutes are more than a person can deal with (EEMUA 191). */
const FLOOD = 10;

export const getAlertHistory = defineTool({
  name: 'get_alert_history',
  title: 'Past alerts and figures',
  description:
    'Alerts raised within a window (default the last 24 h), newest first, and figures: count by rule, mean time to ' +
    'acknowledge, flood, chattering and stale ones. limit=1 for the figures alone.',
  access: 'read',
  input: z.strictObject({
    start: WindowStart,
    end: WindowEnd,
    severity: z.enum(SEVERITIES).optional().describe('Only this severity.'),
    ...placeInput,
    rule_id: z.string().min(1).max(120).optional().describe('Only of this rule (id or name).'),
    ...pageInput,
  }),
  output: z.object({
    window: Window,
    figures: z.object({
      alerts: z.int(),
      alerts_per_day: z.number(),
      acknowledged: z.int(),
      mean_minutes_to_acknowledge: z.number().optional(),
      mean_minutes_to_clear: z.number().optional(),
      by_rule: z.array(z.object({ rule_id: z.string(), rule_name: z.string(), alerts: z.int() })),
      most_in_10_minutes: z.int(),
      flood: z.boolean().optional().describe('More than 10 in 10 minutes (EEMUA 191).'),
      chattering: z
        .array(z.object({ rule_name: z.string(), device_id: z.string(), alerts: z.int() }))
        .optional()
        .describe('Three or more within an hour, or flapping.'),
      stale: z.int().optional().describe('Open for more than a day.'),
    }),
    alerts: z.array(PresentedAlert),
    ...pageOutput,
    ...evaluatedOutput,
  }),
  async run({ start, end, limit, offset, severity, rule_id, ...given }, { deps, time, signal }) {
    const told = await evaluated(deps, time, signal);
    const window = time.window({ start, end }, { span_ms: DAY_MS });
    const rule = rule_id === undefined ? undefined : await deps.alerts.getRule(rule_id);
    const selectors = await resolveSelectors(deps, given);
    const filter = { ...window, severity, rule_id: rule?.rule_id, ...selectors };
    const { stale, chattering, ...figures } = await deps.alerts.figures(filter, time.nowMs());
    const { alerts, total } = await deps.alerts.history(filter, { limit, offset });
    const { shown, page } = pageOf(
      alerts.map((alert) => presentAlert(alert, time)),
      total,
      { limit, offset },
    );
    const days = Math.max(window.end_ms - window.start_ms, HOUR_MS) / DAY_MS;
    return {
      window: time.onWire(window),
      figures: {
        ...figures,
        alerts_per_day: Math.round((figures.alerts / days) * 100) / 100,
        ...(figures.most_in_10_minutes > FLOOD ? { flood: true } : {}),
        ...(chattering.length > 0 ? { chattering: [...chattering] } : {}),
        ...(stale > 0 ? { stale } : {}),
        by_rule: [...figures.by_rule],
      },
      alerts: shown,
      ...page,
      ...told,
    };
  },
});

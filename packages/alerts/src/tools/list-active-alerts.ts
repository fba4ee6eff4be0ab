import { pageInput, pageOf, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';
import { PresentedAlert, presentAlert } from '../answers/alert.ts';
import { placeInput } from '../arguments/place.ts';
import { defineTool } from '../deps.ts';
import { SEVERITIES } from '../domain/severity.ts';
import { evaluated, evaluatedOutput } from '../lookup/evaluated.ts';
import { resolveSelectors } from '../lookup/selectors.ts';

export const listActiveAlerts = defineTool({
  name: 'list_active_alerts',
  title: 'What is wrong now',
  description:
    'Alerts that are open now, worst first; after them those that cleared within a week and that nobody has ' +
    'acknowledged. Shelved ones are left out and counted.',
  access: 'read',
  input: z.strictObject({
    severity: z.enum(SEVERITIES).optional().describe('Only this severity.'),
    ...placeInput,
    include_acknowledged: z.boolean().default(false).describe('Also those that somebody has acknowledged.'),
    include_shelved: z.boolean().default(false).describe('Also those that are shelved.'),
    ...pageInput,
  }),
  output: z.object({
    alerts: z.array(PresentedAlert),
    ...pageOutput,
    acknowledged: z.int().optional().describe('Open and acknowledged.'),
    shelved: z.int().optional().describe('Open and shelved.'),
    ...evaluatedOutput,
  }),
  async run({ limit, offset, include_acknowledged, include_shelved, severity, ...given }, { deps, time, signal }) {
    const told = await evaluated(deps, time, signal);
    const filter = { severity, ...(await resolveSelectors(deps, given)) };
    const now_ms = time.nowMs();
    const listed = { ...filter, include_acknowledged, include_shelved };
    const { alerts, total } = await deps.alerts.listed(listed, now_ms, { limit, offset });
    const { acknowledged, shelved } = await deps.alerts.counts(filter, now_ms);
    const { shown, page } = pageOf(
      alerts.map((alert) => presentAlert(alert, time)),
      total,
      { limit, offset },
    );
    return {
      alerts: shown,
      ...page,
      ...(acknowledged > 0 ? { acknowledged } : {}),
      ...(shelved > 0 ? { shelved } : {}),
      ...told,
    };
  },
});

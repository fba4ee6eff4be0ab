import * as z from 'zod';
import { PresentedAlert, parseAlertId, presentAlert } from '../answers/alert.ts';
import { actorOf, reasonOf } from '../arguments/actor.ts';
import { alertIdInput } from '../arguments/place.ts';
import { defineTool } from '../deps.ts';

export const shelveAlert = defineTool({
  name: 'shelve_alert',
  title: 'Shelve an alert',
  description: 'Takes an open alert off the list for a while, without messages, such as during maintenance.',
  access: 'write',
  input: z.strictObject({
    ...alertIdInput,
    minutes: z.number().min(1).max(10_080).describe('For how long; a week at most.'),
    reason: z.string().min(1).max(500).describe('Why, for the audit trail.'),
  }),
  output: PresentedAlert,
  async run({ alert_id, minutes, reason }, { deps, principal, time }) {
    const at_ms = time.nowMs();
    const by = { actor: actorOf(principal), at_ms, reason: reasonOf(reason) };
    const until_ms = at_ms + Math.round(minutes * 60_000);
    return presentAlert(await deps.alerts.shelve(parseAlertId(alert_id), until_ms, by), time);
  },
});

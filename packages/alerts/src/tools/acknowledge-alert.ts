import { cleanText, NexusError } from '@nexus/models';
import * as z from 'zod';
import { PresentedAlert, parseAlertId, presentAlert } from '../answers/alert.ts';
import { actorOf } from '../arguments/actor.ts';
import { alertIdInput } from '../arguments/place.ts';
import { defineTool } from '../deps.ts';

export const acknowledgeAlert = defineTool({
  name: 'acknowledge_alert',
  title: 'Acknowledge an alert',
  description:
    'Says that somebody takes care of an alert: its escalation stops. It stays open until its cause is gone.',
  access: 'write',
  input: z.strictObject({
    ...alertIdInput,
    acknowledged_by: z.string().min(1).max(100).describe('Who takes care of it.'),
    notes: z.string().max(500).optional().describe('What is known or done.'),
  }),
  output: PresentedAlert,
  async run({ alert_id, acknowledged_by, notes }, { deps, principal, time }) {
    const id = parseAlertId(alert_id);
    const who = cleanText(acknowledged_by, 100);
    if (who === '') throw new NexusError('invalid_argument', 'acknowledged_by: is empty.', { hint: 'Say who it is.' });
    const said = notes === undefined ? undefined : cleanText(notes);
    const by = { actor: actorOf(principal), at_ms: time.nowMs() };
    try {
      return presentAlert(await deps.alerts.acknowledge(id, who, said === '' ? undefined : said, by), time);
    } catch (error) {
      if (!NexusError.is(error) || error.code !== 'conflict') throw error;
      const { acknowledged_at, acknowledged_by: earlier } = presentAlert(await deps.alerts.getAlert(id), time);
      throw new NexusError(
        'conflict',
        `${earlier ?? 'Somebody'} acknowledged it at ${acknowledged_at ?? 'some time'}.`,
        {
          hint: 'Nothing was changed.',
          cause: error,
        },
      );
    }
  },
});

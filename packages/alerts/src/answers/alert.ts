import { type BuildingTime, Instant, NexusError } from '@nexus/models';
import * as z from 'zod';
import { type Alert, ALERT_STATES, stateOf } from '../domain/alert.ts';
import { sentence } from '../domain/sentence.ts';
import { SEVERITIES } from '../domain/severity.ts';

const MAX_MEMBERS = 20;
const ID = /^(?:alert[-\s#]*|#)?(\d{1,12})$/i;

/** An alert as it is answered. */
export const PresentedAlert = z.object({
  alert_id: z.string(),
  rule_id: z.string(),
  rule_name: z.string(),
  device_id: z.string().describe('Or a gateway.'),
  device_name: z.string().optional(),
  zone_id: z.string().optional(),
  zone_name: z.string().optional(),
  building: z.string().optional(),
  member_count: z.int().optional().describe('Devices that fell silent with their gateway.'),
  members: z.array(z.string()).optional().describe(`At most ${MAX_MEMBERS} of them.`),
  metric: z.string(),
  value: z.number().describe('What passed the threshold; latest when it was raised.'),
  threshold: z.number(),
  unit: z.string(),
  severity: z.enum(SEVERITIES),
  state: z.enum(ALERT_STATES),
  what: z.string(),
  flapping: z.boolean().optional(),
  triggered_at: Instant,
  raised_at: Instant.optional().describe('When it became critical.'),
  cleared_at: Instant.optional(),
  superseded: z.boolean().optional().describe('Closed because its rule changed.'),
  acknowledged: z.boolean(),
  acknowledged_at: Instant.optional(),
  acknowledged_by: z.string().optional(),
  notes: z.string().optional(),
  shelved_until: Instant.optional(),
  shelved_by: z.string().optional(),
  shelved_reason: z.string().optional(),
  escalation_level: z.int(),
});
export type PresentedAlert = z.infer<typeof PresentedAlert>;

export function presentAlert(alert: Alert, time: BuildingTime): PresentedAlert {
  const { triggered_ms, raised_ms, cleared_ms, acknowledged_ms, shelved_until_ms, members } = alert;
  const state = stateOf(alert, time.nowMs());
  return {
    alert_id: alertIdOf(alert),
    rule_id: alert.rule_id,
    rule_name: alert.rule_name,
    device_id: alert.device_id,
    ...given('device_name', alert.device_name),
    ...given('zone_id', alert.zone_id),
    ...given('zone_name', alert.zone_name),
    ...given('building', alert.building),
    ...(members ? { member_count: members.length, members: members.slice(0, MAX_MEMBERS) } : {}),
    metric: alert.metric,
    value: Number(alert.value.toPrecision(6)),
    threshold: alert.threshold,
    unit: alert.unit,
    severity: alert.severity,
    state,
    what: sentence(alert),
    ...(alert.is_flapping ? { flapping: true } : {}),
    triggered_at: time.iso(triggered_ms),
    ...(raised_ms === undefined ? {} : { raised_at: time.iso(raised_ms) }),
    ...(cleared_ms === undefined ? {} : { cleared_at: time.iso(cleared_ms) }),
    ...(alert.cleared_why === 'superseded' ? { superseded: true } : {}),
    acknowledged: acknowledged_ms !== undefined,
    ...(acknowledged_ms === undefined ? {} : { acknowledged_at: time.iso(acknowledged_ms) }),
    ...given('acknowledged_by', alert.acknowledged_by),
    ...given('notes', alert.notes),
    ...(state === 'shelved' && shelved_until_ms !== undefined ? { shelved_until: time.iso(shelved_until_ms) } : {}),
    ...(state === 'shelved' ? given('shelved_by', alert.shelved_by) : {}),
    ...(state === 'shelved' ? given('shelved_reason', alert.shelved_reason) : {}),
    escalation_level: alert.escalation_level,
  };
}

export function alertIdOf({ alert_id }: Pick<Alert, 'alert_id'>): string {
  return `ALERT-${alert_id}`;
}

/** @throws {NexusError} `not_found` for what is no id of an alert. */
export function parseAlertId(text: string): number {
  const number = ID.exec(text.trim())?.[1];
  if (number !== undefined) return Number(number);
  throw new NexusError('not_found', 'There is no such alert.', {
    hint: 'Ids are like ALERT-12; see list_active_alerts.',
  });
}

function given<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: string });
}

import * as z from 'zod';
import { Figure, LongText, Optional, Text } from './wire-fields.ts';
import { Window } from './wire.ts';

export const Alert = z.object({
  alert_id: Text,
  rule_id: Optional,
  rule_name: Text,
  device_id: Text,
  device_name: Optional,
  zone_name: Optional,
  building: Optional,
  severity: Text,
  state: Text,
  what: LongText,
  metric: Optional,
  triggered_at: z.string(),
  cleared_at: z.string().optional(),
  acknowledged_by: Optional,
  acknowledged_at: z.string().optional(),
  notes: LongText.optional(),
  shelved_until: z.string().optional(),
  shelved_reason: LongText.optional(),
});
export type Alert = z.infer<typeof Alert>;

export const AlertList = z.object({
  alerts: z.array(Alert),
  total: Figure,
  acknowledged: Figure,
  shelved: Figure,
  missing: Optional,
});
export type AlertList = z.infer<typeof AlertList>;

export const AlertHistory = z.object({
  window: Window,
  figures: z.object({
    alerts: z.number(),
    mean_minutes_to_acknowledge: Figure,
    mean_minutes_to_clear: Figure,
    by_rule: z.array(z.object({ rule_name: Text, alerts: z.number() })).default([]),
    most_in_10_minutes: Figure,
    flood: z.boolean().optional(),
    chattering: z.array(z.object({ rule_name: Text, device_id: Text, alerts: z.number() })).default([]),
    stale: Figure,
  }),
  alerts: z.array(Alert),
  total: Figure,
  missing: Optional,
});
export type AlertHistory = z.infer<typeof AlertHistory>;

export const AlertRule = z.object({
  rule_id: Text,
  name: Text,
  device_type: Optional,
  zone_id: Optional,
  building: Optional,
  device_id: Optional,
  metric: Text,
  condition: Text,
  threshold: z.number(),
  critical_threshold: Figure,
  severity: Text,
  enabled: z.boolean(),
  for_seconds: z.number().default(0),
  active_hours: Optional,
  source: LongText.optional(),
});
export type AlertRule = z.infer<typeof AlertRule>;

export const RuleList = z.object({ rules: z.array(AlertRule), total: Figure });
export const RuleCreated = z.object({ rule: AlertRule, devices: Figure });
export const RuleChange = z.object({ before: AlertRule, after: AlertRule });

export const RuleTrial = z.object({
  window: Window,
  alerts: z.number(),
  alerts_per_day: z.number(),
  devices_watched: z.number(),
  readings: z.number(),
  by_device: z.array(z.object({ device_id: Text, device_name: Optional, alerts: z.number() })),
});

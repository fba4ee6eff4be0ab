import * as z from 'zod';
import { CONDITIONS } from '../domain/rule.ts';
import { SEVERITIES } from '../domain/severity.ts';

const text = (longest: number) => z.string().min(1).max(longest);

/** For which devices a rule is; all that is given must hold. */
export const selectorFields = {
  device_type: text(64).optional().describe('Only devices of this type, such as co2_sensor.'),
  zone_id: text(128).optional().describe('Only devices of this zone (id or name).'),
  building: text(128).optional().describe('Only devices of this building.'),
  device_id: text(128).optional().describe('Only this device (id or name).'),
};

/** What a rule says, each field as a person gives it. */
const fields = {
  name: text(120).describe('What is wrong when it holds, such as "CO₂ high".'),
  ...selectorFields,
  metric: text(64).describe('Such as temperature or co2; any only with no_data.'),
  condition: z
    .enum(CONDITIONS)
    .describe('no_data: silent for threshold minutes. rate_of_change: change a minute. anomaly: standard deviations.'),
  threshold: z.number().describe("In the metric's unit, or as the condition says."),
  clear_threshold: z.number().optional().describe('Clears only from here on back (hysteresis).'),
  critical_threshold: z.number().optional().describe('From here on critical.'),
  severity: z.enum(SEVERITIES).describe('How bad it is.'),
  enabled: z.boolean().describe('Whether it is evaluated.'),
  cooldown_minutes: z.number().min(0).max(10_080).describe('Holds back a repeat, never a rise in severity.'),
  for_seconds: z.number().min(0).max(86_400).describe('Must hold so long first.'),
  active_hours: text(32).optional().describe('Local, such as Mon-Fri 07:00-19:00.'),
};

/** A new rule; spread them into an input. */
export const ruleFields = {
  ...fields,
  severity: fields.severity.default('warning'),
  enabled: fields.enabled.default(true),
  cooldown_minutes: fields.cooldown_minutes.default(15),
  for_seconds: fields.for_seconds.default(0),
};

/** What changes of a rule: without defaults, so that what is not given stays. */
export const ruleChanges = z.strictObject(fields).partial().shape;

import { cleanText } from '@nexus/models';
import * as z from 'zod';

/** What the tools answer, as far as it is shown here. Names are data from devices and people: cleaned, and cut. */
const Text = z.string().transform((text) => cleanText(text, 80));
const Optional = Text.optional();
const Figure = z.number().optional();

export const Window = z.object({ start: z.string(), end: z.string() });
export type Window = z.infer<typeof Window>;

export const Reading = z.object({
  device_id: Optional,
  device_name: Optional,
  device_type: Optional,
  metric: Text,
  value: Figure,
  unit: Optional,
  quality: Text.default('missing'),
  age_seconds: Figure,
});
export type Reading = z.infer<typeof Reading>;

export const Place = z.object({ zone_id: Optional, name: Optional, building: Optional, floor: Figure });
export type Place = z.infer<typeof Place>;

export const Snapshot = z.object({
  zone: Place.optional(),
  device_id: Optional,
  device_name: Optional,
  readings: z.array(Reading),
  total: Figure,
  metrics_available: z.array(Text).optional(),
});
export type Snapshot = z.infer<typeof Snapshot>;

export const Statistics = z.object({
  metric: Text,
  unit: Text.default(''),
  window: Window,
  count: z.number(),
  min: Figure,
  max: Figure,
  mean: Figure,
  median: Figure,
  stddev: Figure,
  p05: Figure,
  p95: Figure,
  coverage_pct: Figure,
  good_pct: Figure,
  left_out: z.object({ uncertain: Figure, bad: Figure, missing: Figure }).optional(),
  readings_exist: Window.optional(),
});
export type Statistics = z.infer<typeof Statistics>;

export const Episode = z.object({
  device_id: Text,
  device_name: Optional,
  zone: Optional,
  metric: Text,
  start: z.string(),
  end: z.string(),
  peak_value: Figure,
  unit: Text.default(''),
  methods: z.array(Text).default([]),
  severity: Text,
  why: z.string().transform((text) => cleanText(text, 240)),
});
export type Episode = z.infer<typeof Episode>;

export const Anomalies = z.object({
  window: Window,
  episodes: z.array(Episode),
  total: z.number(),
  series_examined: z.number(),
  readings_examined: z.number(),
  readings_left_out: Figure,
  series_with_short_history: Figure,
  series_omitted: Figure,
});
export type Anomalies = z.infer<typeof Anomalies>;

export const Device = z.object({
  device_id: Text,
  name: Text,
  device_type: Text,
  zone_id: Optional,
  zone_name: Optional,
  building: Optional,
  floor: Figure,
  status: Optional,
  firmware_version: Optional,
  hardware_revision: Optional,
  manufacturer: Optional,
  model_number: Optional,
  ip_address: Optional,
  mac_address: Optional,
  last_seen: Optional,
  minutes_since_seen: Figure,
});
export type Device = z.infer<typeof Device>;

export const DeviceList = z.object({ devices: z.array(Device), total: Figure });
export type DeviceList = z.infer<typeof DeviceList>;

export const FirmwarePlan = z.object({
  plan_id: Text,
  target_version: Text,
  target_count: z.number(),
  excluded_count: z.number(),
  waves: z.array(z.object({ devices: z.number() })),
  targets: z.array(z.object({ device_id: Text, name: Text, firmware_version: Text, wave: z.number() })),
  excluded: z.array(z.object({ reason: Text, count: z.number() })),
  warnings: z.array(z.object({ text: z.string().transform((text) => cleanText(text, 240)), count: z.number() })),
  estimated_duration_seconds: z.number(),
});
export type FirmwarePlan = z.infer<typeof FirmwarePlan>;

export const Rollout = z.object({
  rollout_id: Text,
  status: Text,
  note: z
    .string()
    .transform((text) => cleanText(text, 240))
    .optional(),
  target_version: Text,
  devices: z.number(),
  waiting: z.number(),
  queued: z.number(),
  in_progress: z.number(),
  completed: z.number(),
  failed: z.number(),
  timed_out: z.number(),
  cancelled: z.number(),
  failures: z.array(z.object({ device_id: Text, error: Text })).default([]),
  more_failures: Figure,
  undelivered: z
    .string()
    .transform((text) => cleanText(text, 240))
    .optional(),
});
export type Rollout = z.infer<typeof Rollout>;

export const Zone = z.object({
  zone_id: Text,
  name: Text,
  building: Text,
  floor: z.number(),
  area_sqm: Figure,
  description: Optional,
  device_count: Figure,
});
export type Zone = z.infer<typeof Zone>;

export const ZoneList = z.object({ zones: z.array(Zone), total: Figure });

export const Alert = z.object({
  alert_id: Text,
  rule_name: Text,
  device_id: Text,
  device_name: Optional,
  zone_name: Optional,
  building: Optional,
  severity: Text,
  state: Text,
  what: z.string().transform((text) => cleanText(text, 160)),
  triggered_at: z.string(),
  acknowledged_by: Optional,
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
  figures: z.object({ alerts: z.number(), mean_minutes_to_acknowledge: Figure, flood: z.boolean().optional() }),
  alerts: z.array(Alert),
  total: Figure,
  missing: Optional,
});
export type AlertHistory = z.infer<typeof AlertHistory>;

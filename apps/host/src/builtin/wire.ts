import { cleanText } from '@nexus/models';
import * as z from 'zod';
import { Figure, Optional, Text } from './wire-fields.ts';

/** What the tools answer, as far as it is shown here. */
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

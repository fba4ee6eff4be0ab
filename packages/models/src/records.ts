import * as z from 'zod';

/** Link and lifecycle of a device. `updating` is set only by a firmware job. */
export const DeviceStatus = z.enum(['online', 'offline', 'degraded', 'updating', 'error', 'decommissioned']);
export type DeviceStatus = z.infer<typeof DeviceStatus>;

/** The device types that the platform knows; an import may bring others, which are listed as they are. */
export const DEVICE_TYPES = [
  'temperature_sensor',
  'co2_sensor',
  'humidity_sensor',
  'smart_meter',
  'hvac_controller',
  'occupancy_sensor',
  'door_lock',
  'lighting_controller',
  'vibration_sensor',
  'air_quality_sensor',
] as const;

/** How far a reading may be trusted. `missing` stands for a reading that was due and did not come. */
export const Quality = z.enum(['good', 'uncertain', 'bad', 'missing']);
export type Quality = z.infer<typeof Quality>;

/** An instant on the wire: RFC 3339 with an offset. Inside, an instant is Unix milliseconds (`…_ms`). */
export const Instant = z.string().meta({ format: 'date-time' });

export const Zone = z.object({
  zone_id: z.string(),
  name: z.string(),
  building: z.string(),
  floor: z.int().min(-50).max(300),
  area_sqm: z.number().positive(),
  description: z.string().optional(),
});
export type Zone = z.infer<typeof Zone>;

export const Device = z.object({
  device_id: z.string(),
  name: z.string(),
  device_type: z.string().describe('Such as co2_sensor or smart_meter.'),
  zone_id: z.string(),
  building: z.string(),
  floor: z.int().min(-50).max(300),
  ip_address: z.string().optional(),
  mac_address: z.string(),
  firmware_version: z.string(),
  hardware_revision: z.string(),
  manufacturer: z.string(),
  model_number: z.string(),
  status: DeviceStatus,
  last_seen: Instant.optional().describe('Last heartbeat.'),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type Device = z.infer<typeof Device>;

export const AuditEntry = z.object({
  at: Instant,
  actor: z.string().describe('Client or principal.'),
  action: z.string(),
  subject: z.string().describe('Id of what changed.'),
  before: z.record(z.string(), z.json()).optional(),
  after: z.record(z.string(), z.json()).optional(),
  reason: z.string().optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

import * as z from 'zod';
import { Instant } from './instant.ts';

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

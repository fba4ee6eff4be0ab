import * as z from 'zod';

/** One tool for both sides: a page of devices, as the registry lists them. */
export const NAME = 'list_devices';
export const TITLE = 'List devices';
export const DESCRIPTION = 'Devices, filtered and paged.';

export const input = z.strictObject({
  building: z.string().optional().describe('Name of a building.'),
  status: z.enum(['online', 'offline', 'degraded']).optional().describe('Only this status.'),
  query: z.string().max(100).optional().describe('Part of a name or id.'),
  limit: z.int().min(1).max(200).default(50).describe('At most so many.'),
  offset: z.int().min(0).default(0).describe('Skip so many.'),
});

const Device = z.object({
  device_id: z.string(),
  name: z.string(),
  building: z.string(),
  floor: z.int(),
  status: z.enum(['online', 'offline', 'degraded']),
  last_seen: z.string().optional(),
});

export const output = z.object({ devices: z.array(Device), total: z.int(), limit: z.int(), offset: z.int() });

const devices = Array.from({ length: 200 }, (_, i) => ({
  device_id: `DEV-CO2-${String(i).padStart(4, '0')}`,
  name: `CO₂ sensor ${i}`,
  building: 'Building North',
  floor: i % 7,
  status: 'online' as const,
  last_seen: '2026-11-22T10:00:00+01:00',
}));

export function listDevices({ limit, offset }: { limit: number; offset: number }): z.output<typeof output> {
  return { devices: devices.slice(offset, offset + limit), total: devices.length, limit, offset };
}

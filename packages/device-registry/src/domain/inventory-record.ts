import { cleanText, DeviceStatus } from '@nexus/models';
import * as z from 'zod';
import { normalizeMac } from './mac-address.ts';

const LATEST_MS = Date.UTC(9999, 11, 31);
const MAX_METADATA = 4_000;

/** Messages go on after the field's name. */
const otherwise = (message: string) => ({
  error: (issue: { readonly input?: unknown }) => (issue.input === undefined ? 'is missing' : message),
});

const text = (maxLength: number) =>
  z
    .string(otherwise('is no text'))
    .transform((given) => cleanText(given, maxLength + 1))
    .pipe(z.string().min(1, 'is empty').max(maxLength, `is longer than ${maxLength} characters`));

/** An id stands in addresses and topics, so spaces, slashes and wildcards cannot be part of it. */
const id = z
  .string(otherwise('is no text'))
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:@~-]{0,63}$/u,
    'is no id: up to 64 letters, digits and . _ : @ ~ -, a letter or digit first',
  );

const floor = z.int(otherwise('is no whole number')).min(-50, 'is below -50').max(300, 'is above 300');

const mac = z.string(otherwise('is no text')).transform((given, context) => {
  const normal = normalizeMac(given);
  if (normal !== undefined) return normal;
  context.addIssue({ code: 'custom', message: 'is no MAC address such as 00:1B:44:11:3A:B7' });
  return z.NEVER;
});

const metadata = z
  .record(
    z.string().min(1).max(64),
    z.union([z.string(), z.number(), z.boolean()], 'has a value that is neither text, number, true nor false'),
    'is no JSON object',
  )
  .refine((data) => JSON.stringify(data).length <= MAX_METADATA, `is longer than ${MAX_METADATA} characters`);

/** What a zone must be to be kept; its texts come out clean. */
export const ZoneRecord = z.object(
  {
    zone_id: id,
    name: text(120),
    building: text(60),
    floor,
    area_sqm: z.number(otherwise('is no number')).positive('is not above 0').max(10_000_000, 'is above 10000000'),
    description: text(500).optional(),
  },
  'is no record',
);
export type ZoneRecord = z.infer<typeof ZoneRecord>;

/** What a device must be to be kept; its texts come out clean and its MAC address in the usual form. */
export const DeviceRecord = z.object(
  {
    device_id: id,
    name: text(120),
    device_type: z
      .string(otherwise('is no text'))
      .regex(/^[a-z][a-z0-9_]{0,63}$/, 'is no device type: lower-case letters, digits and _, such as co2_sensor'),
    zone_id: z.string(otherwise('is no text')),
    building: z.string().optional(),
    floor: floor.optional(),
    ip_address: z.union([z.ipv4(), z.ipv6()], 'is no IP address').optional(),
    mac_address: mac,
    firmware_version: text(64),
    hardware_revision: text(64),
    manufacturer: text(120),
    model_number: text(120),
    status: z.enum(DeviceStatus.options, `is none of ${DeviceStatus.options.join(', ')}`).optional(),
    last_seen_ms: z.int('is no time').min(0, 'is before 1970').max(LATEST_MS, 'is after the year 9999').optional(),
    metadata: metadata.optional(),
  },
  'is no record',
);
export type DeviceRecord = z.infer<typeof DeviceRecord>;

import { cleanText } from '@nexus/models';
import * as z from 'zod';

const MAX_ERROR = 300;

/** What a device says about a job of its own; other members are passed over, since devices grow. */
export const DeviceReport = z.object({
  execution_id: z.string().min(1).max(64),
  /** Grows with each report of one execution. */
  sequence: z.int().min(0),
  status: z.enum(['accepted', 'downloading', 'installing', 'rebooting', 'succeeded', 'failed', 'rejected']),
  progress_pct: z.number().min(0).max(100).transform(Math.round).optional(),
  /** What it runs now. */
  firmware_version: z
    .string()
    .max(64)
    .transform((text) => cleanText(text))
    .optional(),
  error: z
    .string()
    .transform((text) => cleanText(text, MAX_ERROR))
    .optional(),
});
export type DeviceReport = z.infer<typeof DeviceReport>;

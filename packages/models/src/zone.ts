import * as z from 'zod';

export const Zone = z.object({
  zone_id: z.string(),
  name: z.string(),
  building: z.string(),
  floor: z.int().min(-50).max(300),
  area_sqm: z.number().positive(),
  description: z.string().optional(),
});
export type Zone = z.infer<typeof Zone>;

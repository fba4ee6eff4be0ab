import * as z from 'zod';

/** How far a reading may be trusted. `missing` stands for a reading that was due and did not come. */
export const Quality = z.enum(['good', 'uncertain', 'bad', 'missing']);
export type Quality = z.infer<typeof Quality>;

import * as z from 'zod';

/** The argument of a tool about one device; spread it into its input. */
export const deviceInput = {
  device_id: z.string().min(1).max(120).describe('Device id such as DEV-CO2-0017, or its exact name.'),
};

import * as z from 'zod';

export const deviceArgument = z.string().min(1).max(128).describe('Device id, or its name in the registry.');

export const metricArgument = z
  .string()
  .min(1)
  .max(64)
  .describe('Metric such as temperature, co2_ppm or energy_kwh; everyday names work too.');

export const metricsArgument = z
  .array(z.string().min(1).max(64))
  .min(1)
  .max(20)
  .optional()
  .describe('Only these metrics; everyday names work too.');

import { expect, test } from 'vitest';
import { sentence } from '../../src/domain/sentence.ts';

const WARM = {
  condition: 'gt',
  metric: 'temperature',
  unit: '°C',
  value: 31.25,
  threshold: 30,
  is_flapping: false,
} as const;
const SILENT = { ...WARM, condition: 'no_data', unit: 'min', value: 45, threshold: 10 } as const;

test.each([
  [WARM, 'Temperature 31.25 °C is above 30 °C.'],
  [{ ...WARM, condition: 'gte', value: 30 }, 'Temperature 30 °C is at or above 30 °C.'],
  [{ ...WARM, condition: 'lt', value: 17.5, threshold: 18 }, 'Temperature 17.5 °C is below 18 °C.'],
  [{ ...WARM, condition: 'lte', value: 18, threshold: 18 }, 'Temperature 18 °C is at or below 18 °C.'],
  [{ ...WARM, condition: 'eq', value: 0, threshold: 0 }, 'Temperature 0 °C is equal to 0 °C.'],
  [{ ...WARM, is_flapping: true }, 'Temperature 31.25 °C is above 30 °C; it comes and goes.'],
  // 31.1 - 0.2 is 30.900000000000002 to a machine.
  [{ ...WARM, value: 31.1 - 0.2 }, 'Temperature 30.9 °C is above 30 °C.'],
  [{ ...WARM, metric: 'flow_lpm', unit: 'l/min' }, 'flow_lpm 31.25 l/min is above 30 l/min.'],
  [
    { ...WARM, condition: 'rate_of_change', unit: '°C/min', value: 3, threshold: 2 },
    'Temperature changes by 3 °C/min, 2 or more.',
  ],
  [
    { ...WARM, condition: 'rate_of_change', unit: '°C/min', value: 3, threshold: 2, is_flapping: true },
    'Temperature changes by 3 °C/min, 2 or more; it comes and goes.',
  ],
  [
    { ...WARM, condition: 'anomaly', unit: 'σ', value: 5.5, threshold: 4 },
    'Temperature is 5.5 standard deviations from its mean, 4 or more.',
  ],
  [SILENT, 'No Temperature readings for 45 min.'],
  [{ ...SILENT, metric: 'any' }, 'No readings for 45 min.'],
  [
    { ...SILENT, metric: 'any', members: ['A', 'B', 'C'] },
    'No readings from 3 devices at once for 45 min: their gateway or link.',
  ],
] as const)('%j is told as %j', (alert, told) => {
  expect(sentence(alert)).toBe(told);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isKnownMetric, METRICS, metricUnit, resolveMetric } from '../src/metrics.ts';

test.each([
  ['co2', 'co2_ppm'],
  ['CO₂', 'co2_ppm'],
  ['CO2 (ppm)', 'co2_ppm'],
  ['Carbon  Dioxide', 'co2_ppm'],
  ['temp', 'temperature'],
  ['Room_Temperature', 'temperature'],
  ['Temperature (°C)', 'temperature'],
  ['RH', 'humidity'],
  ['relativeHumidity', 'humidity'],
  ['pm2.5', 'pm25_ugm3'],
  ['PM₂.₅', 'pm25_ugm3'],
  ['pm2_5', 'pm25_ugm3'],
  ['pm25', 'pm25_ugm3'],
  ['TVOC', 'voc_ppb'],
  ['voc', 'voc_ppb'],
  ['energy', 'energy_kwh'],
  ['kWh', 'energy_kwh'],
  ['active-power', 'power_kw'],
  ['power', 'power_kw'],
  ['vibration', 'vibration_mms'],
  ['Vibration (mm/s)', 'vibration_mms'],
  ['people', 'occupancy_count'],
  ['occupancy', 'occupancy_count'],
  ['lux', 'illuminance_lux'],
  ['Light Level', 'illuminance_lux'],
  ['pressure', 'pressure_pa'],
  ['Battery', 'battery_pct'],
  ['signal strength', 'rssi_dbm'],
  ['RSSI', 'rssi_dbm'],
])('%s is understood as %s', (text, metric) => {
  expect(resolveMetric(text)).toBe(metric);
});

test('a known name and its label both resolve to that metric', () => {
  for (const [name, { label }] of Object.entries(METRICS)) {
    expect(resolveMetric(name)).toBe(name);
    expect(resolveMetric(name.toUpperCase())).toBe(name);
    expect(resolveMetric(label)).toBe(name);
  }
});

test('an unknown name comes back in snake_case, cleaned', () => {
  expect(resolveMetric('  Valve Position\u200b (%) ')).toBe('valve_position');
  expect(resolveMetric('fanSpeed-rpm')).toBe('fan_speed_rpm');
  expect(resolveMetric('toString')).toBe('to_string');
  expect(resolveMetric('x'.repeat(100))).toHaveLength(64);
});

test('a name without a letter or a digit is refused', () => {
  expect(() => resolveMetric(' -% ')).toThrow('empty');
  expect(() => resolveMetric(' -% ')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('co2_ppm') as string }),
  );
});

test('resolving twice changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (text) => {
      fc.pre(/[\p{L}\p{N}]/u.test(text));
      const metric = resolveMetric(text);
      expect(resolveMetric(metric)).toBe(metric);
    }),
    { numRuns: 500 },
  );
});

test('only energy is a cumulative metric, and each range is one', () => {
  const cumulative = Object.entries(METRICS).filter(([, metric]) => metric.cumulative);
  expect(cumulative.map(([name]) => name)).toEqual(['energy_kwh']);
  for (const { min, max } of Object.values(METRICS)) expect(min).toBeLessThan(max);
});

test('a known metric has its unit and an inherited property is none', () => {
  expect(metricUnit('co2_ppm')).toBe('ppm');
  expect(metricUnit('valve_position')).toBeUndefined();
  expect(metricUnit('constructor')).toBeUndefined();
  expect(isKnownMetric('toString')).toBe(false);
});

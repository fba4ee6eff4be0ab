import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NexusError } from '../src/errors.ts';
import { METRICS } from '../src/metrics.ts';
import { UNIT_TABLE } from '../src/unit-table.ts';
import { convertUnit, toMetricUnit } from '../src/units.ts';

function failure(run: () => unknown): NexusError {
  try {
    run();
  } catch (error) {
    if (NexusError.is(error)) return error;
  }
  throw new Error('It did not throw a NexusError.');
}

test.each([
  ['temperature', 212, '°F', 100], // (212 − 32) × 5/9
  ['temperature', 32, 'degF', 0],
  ['temperature', -40, 'degrees Fahrenheit', -40],
  ['temperature', 300, 'K', 26.85],
  ['temperature', 273.1501, 'kelvin', 0.0001],
  ['temperature', 21.5, '℃', 21.5],
  ['temperature', 21.5, 'ºC', 21.5],
  ['temperature', 70.7, 'Deg. F', 21.5], // 38.7 × 5/9
  ['temperature', 21.5, 'degrees celsius', 21.5],
  ['humidity', 0.455, '1', 45.5],
  ['humidity', 0.455, 'fraction', 45.5],
  ['humidity', 45, '%RH', 45],
  ['co2_ppm', 415_000, 'ppb', 415],
  ['co2_ppm', 0.0415, '%', 415],
  ['voc_ppb', 0.22, 'ppm', 220],
  ['pm25_ugm3', 0.012, 'mg/m³', 12],
  ['pm25_ugm3', 12, '\u03bcg/m3', 12], // Greek mu
  ['pm25_ugm3', 12, '\u00b5g/m^3', 12], // micro sign
  ['pm25_ugm3', 12, 'ug/m3', 12],
  ['energy_kwh', 1234, 'Wh', 1.234],
  ['energy_kwh', 1.5, 'MWh', 1500],
  ['energy_kwh', 1.5, 'MWH', 1500],
  ['energy_kwh', 3600, 'kJ', 1], // 1 kWh = 3.6 MJ
  ['energy_kwh', 3.6, 'MJ', 1],
  ['energy_kwh', 0.9, 'GJ', 250], // 900 MJ / 3.6
  ['energy_kwh', 7, 'kwh', 7],
  ['power_kw', 1500, 'W', 1.5],
  ['power_kw', 1.5, 'MW', 1500],
  ['power_kw', 1500, 'mW', 0.0015],
  ['power_kw', 12_000, 'BTU/h', 3.51685284207], // one ton of refrigeration, 3.516 852 842 kW
  ['vibration_mms', 0.0045, 'm/s', 4.5],
  ['vibration_mms', 0.1, 'in/s', 2.54],
  ['vibration_mms', 4.5, 'mm/s RMS', 4.5],
  ['occupancy_count', 12, 'people', 12],
  ['illuminance_lux', 0.5, 'klx', 500],
  ['illuminance_lux', 50, 'fc', 538.195520835], // 50 / 0.09290304
  ['illuminance_lux', 500, 'Lux', 500],
  ['pressure_pa', 1013.25, 'hPa', 101_325],
  ['pressure_pa', 1013.25, 'mbar', 101_325],
  ['pressure_pa', 101.325, 'kPa', 101_325],
  ['pressure_pa', 1, 'bar', 100_000],
  ['pressure_pa', 10, 'psi', 68_947.5729317], // 6894.757 293 168, to 12 digits
  ['pressure_pa', 30, 'inHg', 101_591.67], // 30 × 3386.389
  ['pressure_pa', 1, 'in. w.c.', 249.08891],
  ['battery_pct', 0.8, 'ratio', 80],
  ['rssi_dbm', -100, 'dBW', -70],
])('%s of %d %s is %d in its own unit', (metric, value, unit, expected) => {
  expect(toMetricUnit(metric, value, unit)).toEqual({
    value: expected,
    unit: METRICS[metric as keyof typeof METRICS].unit,
  });
});

test('a known metric without a unit is in its own unit, to the last digit', () => {
  expect(toMetricUnit('co2_ppm', 415.123_456_789_012_3, undefined)).toEqual({
    value: 415.123_456_789_012_3,
    unit: 'ppm',
  });
  expect(toMetricUnit('co2_ppm', 415, ' ')).toEqual({ value: 415, unit: 'ppm' });
});

test('an unknown metric keeps its value and its unit, cleaned and cut to 32 characters', () => {
  expect(toMetricUnit('fan_speed', 900, ' rpm\u200b')).toEqual({ value: 900, unit: 'rpm' });
  expect(toMetricUnit('fan_speed', 900, undefined)).toEqual({ value: 900, unit: '' });
  expect(toMetricUnit('fan_speed', 900, 'x'.repeat(99)).unit).toHaveLength(32);
});

test('an unknown or a foreign unit of a known metric is refused with the accepted ones', () => {
  const error = failure(() => toMetricUnit('temperature', 20, 'kWh'));
  expect(error.code).toBe('invalid_argument');
  expect(error.message).toBe('"kWh" is not a unit of temperature.');
  expect(error.hint).toBe('Accepted units: °C, °F, K.');
  expect(failure(() => toMetricUnit('co2_ppm', 800, 'mg/m³')).hint).toBe('Accepted units: ppm, ppb, %.');
  expect(failure(() => toMetricUnit('co2_ppm', 800, 'toString')).code).toBe('invalid_argument');
  expect(failure(() => convertUnit(1, 'm/s', 'furlong')).code).toBe('invalid_argument');
});

test('a unit that only its case tells apart is refused in the wrong case', () => {
  expect(failure(() => toMetricUnit('energy_kwh', 1, 'mwh')).code).toBe('invalid_argument');
  expect(failure(() => toMetricUnit('power_kw', 1, 'mw')).code).toBe('invalid_argument');
});

test('NaN and infinities are refused, whether given or reached', () => {
  expect(failure(() => toMetricUnit('temperature', Number.NaN, undefined)).code).toBe('invalid_argument');
  expect(failure(() => toMetricUnit('fan_speed', Number.NEGATIVE_INFINITY, 'rpm')).code).toBe('invalid_argument');
  expect(failure(() => convertUnit(1e308, 'GWh', 'kWh')).code).toBe('invalid_argument');
});

test('a conversion there and back gives the value again', () => {
  const pairs = Object.values(UNIT_TABLE).flatMap((table) => {
    const units = Object.keys(table);
    return units.flatMap((from) => units.map((to) => [from, to] as const));
  });
  fc.assert(
    fc.property(fc.constantFrom(...pairs), fc.double({ min: 1, max: 1e6, noNaN: true }), ([from, to], value) => {
      const back = convertUnit(convertUnit(value, from, to), to, from);
      // A shift keeps nine decimals, so what is left is at most that, and twelve digits.
      expect(Math.abs(back - value)).toBeLessThanOrEqual(value * 2e-11 + 4e-9);
    }),
    { numRuns: 500 },
  );
});

test('every unit of the table is understood in every spelling', () => {
  for (const table of Object.values(UNIT_TABLE)) {
    const base = Object.keys(table)[0]!;
    for (const [unit, { spellings }] of Object.entries(table)) {
      const expected = convertUnit(7, unit, base);
      for (const spelling of spellings)
        expect([spelling, convertUnit(7, spelling, base)]).toEqual([spelling, expected]);
    }
  }
});

test('the unit of every known metric is the first of a quantity', () => {
  const bases = Object.values(UNIT_TABLE).map((table) => Object.keys(table)[0]);
  const units = Object.values(METRICS).map(({ unit }) => unit);
  expect(units.filter((unit) => unit !== 'ppb' && !bases.includes(unit))).toEqual([]);
});

import type { Reading } from '@nexus/telemetry/store';
import { describe, expect, test } from 'vitest';
import { type Anomaly, type AnomalyKind, demoBuilding } from '../src/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SEEDED_MS = Date.parse('2026-11-20T10:17:00Z');
const WINDOW = { start_ms: SEEDED_MS - 14 * DAY_MS, end_ms: SEEDED_MS };
const building = demoBuilding({ seed: 3, zone: 'Europe/Vienna', seeded_ms: SEEDED_MS });
const truth = building.groundTruth(WINDOW);
const readings = [...building.readings(WINDOW)];
const bySeries = Map.groupBy(readings, ({ device_id, metric }) => `${device_id} ${metric}`);

const seriesOf = ({ device_id, metric }: { device_id: string; metric: string }) =>
  bySeries.get(`${device_id} ${metric}`) ?? [];
const during = (anomaly: Anomaly) =>
  seriesOf(anomaly).filter(({ timestamp_ms }) => timestamp_ms >= anomaly.start_ms && timestamp_ms < anomaly.end_ms);
const ofKind = (kind: AnomalyKind) => truth.anomalies.filter((anomaly) => anomaly.kind === kind);
const idOf = (name: string) => {
  const device = building.devices.find((device) => device.name === name);
  if (!device) throw new Error(`There is no ${name}.`);
  return device.device_id;
};

describe('silent devices', () => {
  test('they are the devices in use without a heartbeat, and send nothing after their last sign of life', () => {
    const alive = new Set(building.heartbeats(SEEDED_MS).map(({ device_id }) => device_id));
    const silent = building.devices.filter(
      ({ device_id, status }) => !alive.has(device_id) && status !== 'decommissioned',
    );
    expect(truth.offline.map(({ device_id }) => device_id)).toEqual(silent.map(({ device_id }) => device_id));
    for (const { device_id, last_seen_ms = Number.NEGATIVE_INFINITY } of truth.offline) {
      const own = readings.filter((reading) => reading.device_id === device_id);
      expect(own.filter(({ timestamp_ms }) => timestamp_ms > last_seen_ms)).toEqual([]);
    }
  });

  test('Zone A has three, silent for 26 minutes, 3.2 and 27.5 hours when the demo is opened', () => {
    const inZoneA = new Map(
      building.devices.filter(({ zone_id }) => zone_id === 'Z-N-2-ZA').map(({ device_id, name }) => [device_id, name]),
    );
    const silent = truth.offline.filter(({ device_id }) => inZoneA.has(device_id));
    const minutes = silent.map(({ device_id, last_seen_ms = 0 }) => [
      inZoneA.get(device_id),
      (SEEDED_MS - last_seen_ms) / MINUTE_MS,
    ]);
    expect(Object.fromEntries(minutes)).toEqual({
      'Zone A Lighting Controller': 26,
      'Zone A Temperature Sensor 2': 192,
      'Zone A People Counter': 1650,
    });
  });

  test('one was never seen, and the rest stay silent from the same instant on', () => {
    expect(truth.offline.filter(({ last_seen_ms }) => last_seen_ms === undefined)).toEqual([
      { device_id: idOf('Library Temperature Sensor') },
    ]);
    const later = { start_ms: SEEDED_MS, end_ms: SEEDED_MS + 30 * DAY_MS };
    expect(building.groundTruth(later).offline).toEqual(truth.offline);
  });
});

describe('consumption', () => {
  // Both independent of the truth: power is integrated, counters are subtracted.
  const meters = (place: { building: string; floor: number }) =>
    building.devices.filter(
      (device) =>
        device.device_type === 'smart_meter' && device.building === place.building && device.floor === place.floor,
    );
  const dayOf = (date: string) => Date.parse(`${date}T00:00:00+01:00`);

  test('it is the integral of the power of the floor’s meters', () => {
    const floors = truth.consumption.filter(({ date, floor, building }) => {
      const isWhole = date > '2026-11-06' && date < '2026-11-20';
      return isWhole && !(building === 'NORTH' && floor === 5); // its meter has gaps
    });
    expect(floors).toHaveLength(13 * 9);
    for (const floor of floors) {
      const start_ms = dayOf(floor.date);
      // A power reading is the mean of the quarter-hour before it.
      const power = meters(floor).flatMap(({ device_id }) =>
        seriesOf({ device_id, metric: 'power_kw' }).filter(
          ({ timestamp_ms }) => timestamp_ms > start_ms && timestamp_ms <= start_ms + DAY_MS,
        ),
      );
      const energy_kwh = power.reduce((sum, { value }) => sum + (value ?? Number.NaN) * 0.25, 0);
      // 3 meters × 96 readings, each rounded to 0.01 kW: the errors add up to 0.01 × 0.29 × √288 × 0.25, about 0.012
      expect(Math.abs(energy_kwh - floor.energy_kwh)).toBeLessThan(0.08);
    }
  });

  test('it is what the counters of a floor without faults counted', () => {
    for (const floor of truth.consumption
      .filter(({ building, floor }) => building === 'SOUTH' && floor === 4)
      .slice(1, -1)) {
      const start_ms = dayOf(floor.date);
      const counted = meters(floor).map(({ device_id }) => {
        const at = (ms: number) =>
          seriesOf({ device_id, metric: 'energy_kwh' }).find(({ timestamp_ms }) => timestamp_ms === ms);
        return (at(start_ms + DAY_MS)?.value ?? Number.NaN) - (at(start_ms)?.value ?? Number.NaN);
      });
      expect(counted.reduce((sum, kwh) => sum + kwh, 0)).toBeCloseTo(floor.energy_kwh, 1);
    }
  });

  test('parts of a day add up to the day, also on the day of 25 hours', () => {
    const sunday = {
      start_ms: Date.parse('2026-10-25T00:00:00+02:00'),
      end_ms: Date.parse('2026-10-26T00:00:00+01:00'),
    };
    const noon = sunday.start_ms + 13 * HOUR_MS;
    const total = (window: { start_ms: number; end_ms: number }) =>
      building.groundTruth(window).consumption.reduce((sum, { energy_kwh }) => sum + energy_kwh, 0);
    const whole = building.groundTruth(sunday).consumption;
    expect(new Set(whole.map(({ date }) => date))).toEqual(new Set(['2026-10-25']));
    expect(total({ ...sunday, end_ms: noon }) + total({ ...sunday, start_ms: noon })).toBeCloseTo(total(sunday), 1);
  });
});

describe('meters', () => {
  const kinds: AnomalyKind[] = ['meter_reset', 'meter_replacement', 'meter_rollover', 'meter_glitch'];

  test('a counter falls exactly where its faults say so', () => {
    const faults = truth.anomalies.filter(({ kind }) => kinds.includes(kind));
    const falls = building.devices
      .filter(({ device_type }) => device_type === 'smart_meter')
      .flatMap(({ device_id }) => {
        const counts = seriesOf({ device_id, metric: 'energy_kwh' });
        return counts.flatMap((reading, index) =>
          (counts[index - 1]?.value ?? 0) > (reading.value ?? 0) ? [reading] : [],
        );
      });
    expect(falls).toHaveLength(faults.length);
    for (const { device_id, timestamp_ms } of falls) {
      const cause = faults.find(
        (fault) => fault.device_id === device_id && timestamp_ms >= fault.start_ms && timestamp_ms < fault.end_ms,
      );
      expect(cause, `${device_id} at ${timestamp_ms}`).toBeDefined();
    }
  });

  test('each kind of fault occurs', () => {
    expect(kinds.filter((kind) => ofKind(kind).length === 0)).toEqual([]);
    for (const glitch of ofKind('meter_glitch')) expect(during(glitch).map(({ value }) => value)).toEqual([0]);
    const [rollover] = ofKind('meter_rollover');
    const counts = rollover ? seriesOf(rollover) : [];
    const index = counts.findIndex(({ timestamp_ms }) => timestamp_ms >= (rollover?.start_ms ?? 0));
    expect(counts[index - 1]?.value).toBeGreaterThan(99_990);
    expect(counts[index]?.value).toBeLessThan(10);
  });
});

describe('anomalies', () => {
  test('two air handling units shake today, and nothing shakes that the truth does not know', () => {
    const today = Date.parse('2026-11-20T00:00:00+01:00');
    const units = ofKind('vibration').filter(({ start_ms, metric }) => start_ms >= today && metric === 'vibration_mms');
    expect(new Set(units.map(({ device_id }) => device_id))).toEqual(
      new Set([idOf('Server Room Cooling Unit'), idOf('Plant Room Air Handling Unit')]),
    );
    const shaking = readings.filter(({ metric, value }) => metric === 'vibration_mms' && (value ?? 0) > 4);
    const explained = new Set(ofKind('vibration').flatMap((anomaly) => during(anomaly)));
    expect(shaking.length).toBeGreaterThan(100);
    expect(shaking.every((reading) => explained.has(reading))).toBe(true);
    expect(shaking).toHaveLength(explained.size);
  });

  test('also on a later day the two have shaken by nine o’clock', () => {
    const start_ms = Date.parse('2026-12-02T00:00:00+01:00');
    const { anomalies } = building.groundTruth({ start_ms, end_ms: start_ms + 9 * HOUR_MS });
    const shaking = anomalies.filter(({ kind }) => kind === 'vibration').map(({ device_id }) => device_id);
    expect(shaking).toContain(idOf('Server Room Cooling Unit'));
    expect(shaking).toContain(idOf('Plant Room Air Handling Unit'));
  });

  test('nothing arrives during a gap', () => {
    expect(ofKind('gap').length).toBeGreaterThan(3);
    expect(ofKind('gap').flatMap(during)).toEqual([]);
  });

  test('readings are of bad, uncertain and missing quality exactly when the truth says so', () => {
    const suspicious = (reading: Reading) => reading.quality !== 'good';
    for (const [kind, quality] of [
      ['bad_quality', 'bad'],
      ['uncertain_quality', 'uncertain'],
      ['missing_value', 'missing'],
    ] as const) {
      expect(new Set(ofKind(kind).flatMap(during))).toEqual(
        new Set(readings.filter((reading) => reading.quality === quality)),
      );
    }
    expect(readings.some(suspicious)).toBe(true);
  });

  test('readings come twice exactly when the truth says so', () => {
    const twice = readings.filter(
      (reading, index) =>
        reading.timestamp_ms === readings[index - 1]?.timestamp_ms && reading.metric === readings[index - 1]?.metric,
    );
    expect(twice.length).toBeGreaterThan(10);
    expect(new Set(ofKind('duplicate').flatMap(during))).toEqual(new Set(twice));
  });

  test('a stuck sensor repeats one value, a spike is one reading far off', () => {
    for (const anomaly of ofKind('stuck'))
      expect(new Set(during(anomaly).map(({ value }) => value)).size).toBeLessThan(2);
    expect(ofKind('stuck').length).toBeGreaterThan(0);
    const jumps = ofKind('spike').flatMap((anomaly) => {
      const before = seriesOf(anomaly).findLast(({ timestamp_ms }) => timestamp_ms < anomaly.start_ms);
      return during(anomaly).map(({ value }) => (value ?? 0) - (before?.value ?? 0));
    });
    expect(jumps.length).toBeGreaterThan(0);
    expect(jumps.length).toBeLessThanOrEqual(ofKind('spike').length);
    expect(Math.min(...jumps)).toBeGreaterThan(15);
  });

  test('a clock that is ahead writes no reading beyond the window', () => {
    const device_id = idOf('Open Office South 4 Temperature Sensor 2');
    expect(ofKind('clock_skew').map((anomaly) => anomaly.device_id)).toContain(device_id);
    const own = seriesOf({ device_id, metric: 'temperature' });
    expect(own.length).toBeGreaterThan(4000);
    expect(own.every(({ timestamp_ms }) => timestamp_ms < SEEDED_MS)).toBe(true);
  });
});

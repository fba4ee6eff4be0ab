import { describe, expect, test } from 'vitest';
import { answered } from './asking.ts';

interface Room {
  readonly name: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
}

/** A list of devices, one a room, and the snapshot of them. */
function floor(rooms: readonly Room[]) {
  const devices = rooms.map(({ name }, at) => ({
    device_id: `DEV-${at}`,
    name: `Sensor ${at}`,
    device_type: 'sensor',
    zone_name: name,
    building: 'NORTH',
    floor: 2,
  }));
  const readings = rooms.map(({ metric, value, unit }, at) => {
    return { device_id: `DEV-${at}`, metric, value, unit, quality: 'good', age_seconds: 60 };
  });
  return [
    { devices, total: devices.length },
    { readings, total: readings.length },
  ];
}

const temperature = (name: string, value: number): Room => ({ name, metric: 'temperature', value, unit: '°C' });
const co2 = (name: string, value: number): Room => ({ name, metric: 'co2_ppm', value, unit: 'ppm' });
const people = (name: string, value: number): Room => ({ name, metric: 'occupancy_count', value, unit: 'count' });

function head(text: string): string {
  return text.split('\n')[0] ?? '';
}

describe('a floor or building', () => {
  test('is told by the range and the mean of its rooms', async () => {
    // (19 + 20 + 24) / 3 = 21
    const rooms = floor([temperature('A', 19), temperature('B', 24), temperature('C', 20)]);
    expect(head(await answered('temperature on floor 2', rooms))).toBe(
      'Temperature on floor 2: 19.0 °C to 24.0 °C, mean 21.0 °C over 3 rooms, one sensor each.',
    );
  });

  test('counts a room with two sensors once; only who asks for the highest gets the higher one', async () => {
    // (19 + 21) / 2 = 20
    const rooms = floor([temperature('A', 19), temperature('A', 25), temperature('B', 21)]);
    expect(head(await answered('temperature on floor 2', rooms))).toBe(
      'Temperature on floor 2: 19.0 °C to 21.0 °C, mean 20.0 °C over 2 rooms, one sensor each.',
    );
    expect(head(await answered('hottest room on floor 2', rooms))).toMatch(/^Temperature is highest in A .*, 25\.0 °C/);
  });

  test('has the people of all its rooms', async () => {
    const rooms = floor([people('A', 3), people('B', 0), people('C', 4)]);
    expect(head(await answered('how many people are on floor 2?', rooms))).toBe(
      '7 people on floor 2, counted in 3 rooms.',
    );
  });

  test('is not given for now when a trend is asked for', async () => {
    expect(await answered('humidity trend in building South', [])).toMatch(/^I give figures over a time for one room/);
  });

  test('numbered 0 may be numbered 1 here', async () => {
    expect(await answered('temperature on the ground floor', [{ devices: [], total: 0 }])).toBe(
      'No device that measures temperature is registered on floor 0. Floors may begin at 1 here: ask for floor 1.',
    );
  });
});

test('a kind of room leaves the others out; meeting rooms are conference rooms', async () => {
  const rooms = floor([co2('Lobby', 900), co2('Conference Room 2A', 500), co2('Conference Room 2B', 700)]);
  for (const kind of ['meeting', 'conference']) {
    const text = await answered(`Which ${kind} room has the highest CO2?`, rooms);
    expect(head(text)).toMatch(/^CO₂ is highest in Conference Room 2B .* \(2 \w+ rooms in all buildings\)/);
    expect(text).not.toContain('Lobby');
  }
});

test('who looks for a free room gets the empty ones', async () => {
  const rooms = floor([people('A', 3), people('B', 0), people('C', 0)]);
  const text = await answered('Which meeting rooms are free on floor 2?', floor([people('Meeting A', 2)]));
  expect(head(text)).toMatch(/^None of 1 meeting room on floor 2 is empty now; the fewest people are in Meeting A /);
  expect(head(await answered('Which rooms are empty?', rooms))).toBe('2 of 3 rooms in all buildings are empty now:');
});

test('a limit in °F is one in °C, and the answer has both', async () => {
  // 77 °F are 25 °C; 26 °C are 78.8 °F.
  const text = await answered('rooms above 77°F', floor([temperature('A', 24.9), temperature('B', 26)]));
  expect(head(text)).toBe('1 of 2 rooms in all buildings has temperature above 25.0 °C now:');
  expect(text.split('\n').at(-1)).toBe('  25.0 °C = 77.0 °F, 26.0 °C = 78.8 °F');
});

test('°F is added to what the servers say', async () => {
  const reading = { device_id: 'T', metric: 'temperature', value: 20, unit: '°C', quality: 'good', age_seconds: 60 };
  const zone = { zone_id: 'Z', name: 'Lobby', building: 'NORTH', floor: 1 };
  const text = await answered('temperature in the lobby in fahrenheit', [{ zone, readings: [reading], total: 1 }]);
  expect(text).toBe('Temperature in Lobby (NORTH, floor 1): 20.0 °C, good, 1 min old (T).\n  20.0 °C = 68.0 °F');
});

test('devices in trouble are the silent, the faulty and the degraded, each once', async () => {
  const device = (device_id: string, more: object) => ({ device_id, name: device_id, device_type: 'x', ...more });
  const text = await answered('Which devices have problems?', [
    { devices: [device('A', { minutes_since_seen: 90 })], total: 1 },
    { devices: [device('A', { status: 'error' }), device('B', { status: 'error' })], total: 2 },
    { devices: [], total: 0 },
  ]);
  expect(text).toMatch(
    /^2 devices are silent for more than 10 minutes, in error or degraded:\n.*\n {2}A .*silent, 90 min\n {2}B .*error$/,
  );
});

describe('a list of devices', () => {
  const device = (device_id: string, device_type: string, firmware_version = '1.0.0') => {
    return { device_id, name: device_id, device_type, firmware_version };
  };

  test('has a column for the type only where types differ', async () => {
    const same = { devices: [device('A', 'door_lock'), device('B', 'door_lock')], total: 2 };
    const mixed = { devices: [device('A', 'door_lock'), device('B', 'co2_sensor')], total: 2 };
    expect(await answered('list door locks on floor 2', [same])).not.toContain('Type');
    expect(await answered('list devices on floor 2', [mixed])).toContain('Type');
  });

  test('with one firmware is one sentence', async () => {
    const devices = [device('A', 'door_lock'), device('B', 'door_lock')];
    expect(await answered('firmware of the door locks on floor 2', [{ devices, total: 2 }])).toBe(
      'All 2 door locks on floor 2 run firmware 1.0.0.',
    );
  });
});

describe('energy', () => {
  const report = (total_kwh: number, coverage_pct: number) => ({
    window: { start: '2026-10-01T00:00:00+02:00', end: '2026-11-01T00:00:00+01:00' },
    total_kwh,
    coverage_pct,
    groups: [],
  });

  test('names the zones that have no meter', async () => {
    const text = await answered('energy of Lobby and Gym yesterday', [
      { ...report(76.6, 100), zones_without_meters: ['Z-N-1-LOBBY'] },
    ]);
    expect(text).toContain('\n  without a meter, so not in it: Z-N-1-LOBBY\n');
  });

  test('of no meter at all tells how to bring readings in, and nothing meant for models', async () => {
    const fault = 'Error: There are no readings of any energy meter.\nlist_metrics tells what is measured.';
    expect(await answered('energy yesterday', [fault])).toBe(
      'There are no readings of any energy meter.\n' +
        '"nexus demo" sets up a demo building; "nexus import" brings in your own zones, devices and readings.',
    );
  });

  test('of a time without readings is not called zero', async () => {
    expect(await answered('energy in october', [report(0, 0)])).toBe(
      'Energy of all buildings: no meter sent readings from 2026-10-01 00:00 to 2026-11-01 00:00 (Europe/Vienna).',
    );
  });

  test('of two times is not compared where readings lack in one', async () => {
    const text = await answered('energy last week vs the week before', [report(13_413, 99.8), report(662, 6.8)]);
    expect(head(text)).toBe(
      'Energy of all buildings: 13,413.0 kWh against 662.0 kWh; they cannot be compared, since the meters cover only 6.8 % of one of them.',
    );
  });
});

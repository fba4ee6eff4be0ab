import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hostOver, type SeededBuilding, seededBuilding } from './seeded-building.ts';

const DAY_MS = 86_400_000;
/** Than 2.4.1, of which 2.4.1-rc.1 is a forerunner. */
const OLDER = /^(?:1\.|2\.[0-3]\.|2\.4\.0$|2\.4\.1-)/;
const figure = (text = ''): number => Number(text.replaceAll(',', ''));

/** Enough for one whole day. */
const DAYS = 2;

// The demo building, which all tests share, and another of the same shape: expected is what the simulator knows, not
// what a tool says.
describe.each([
  { seed: 1, isShared: true },
  { seed: 4711, isShared: false },
])('the five questions in the building of seed $seed', ({ seed, isShared }) => {
  let building: SeededBuilding;
  let asked: ReturnType<typeof hostOver>;

  beforeAll(async () => {
    building = await seededBuilding(seed, DAYS, isShared ? inject('demoDataDir') : undefined);
    asked = hostOver(building.path, { only: ['device-registry', 'telemetry'] });
    await asked.host.initialize();
  });
  afterAll(async () => {
    await asked[Symbol.asyncDispose]();
    await building[Symbol.asyncDispose]();
  });

  const zoneId = (name: string) => building.truth.zones.find((zone) => zone.name === name)?.zone_id;
  const devicesIn = (name: string) => building.truth.devices.filter(({ zone_id }) => zone_id === zoneId(name));

  test('CO₂ in conference room 3B is the newest reading of its sensor', async () => {
    const { answer, tool_calls } = await asked.ask('What is the current CO₂ level in conference room 3B?');
    const sensors = devicesIn('Conference Room 3B').map(({ device_id }) => device_id);
    const newest = new Map<string, number>();
    const window = { start_ms: building.lastMs - 30 * 60_000, end_ms: building.lastMs };
    for (const { device_id, metric, value, quality } of building.truth.readings(window)) {
      if (metric === 'co2_ppm' && quality === 'good' && value !== null) newest.set(device_id, value);
    }
    const [, ppm, device_id = ''] = /: ([\d,]+) ppm, good, .*, (DEV-[\w-]+)\)/.exec(answer) ?? [];
    expect(sensors).toContain(device_id);
    expect(figure(ppm)).toBe(Math.round(newest.get(device_id) ?? Number.NaN));
    expect(tool_calls).toBeLessThanOrEqual(3);
  });

  test('devices offline in Zone A are those that fell silent more than ten minutes ago', async () => {
    const { answer, tool_calls } = await asked.ask(
      'Show me all devices in Zone A that have been offline for more than 10 minutes.',
    );
    const { offline } = building.truth.groundTruth({ start_ms: building.lastMs - DAY_MS, end_ms: building.lastMs });
    const inZone = new Set(devicesIn('Zone A').map(({ device_id }) => device_id));
    const silent = offline
      .filter(({ device_id, last_seen_ms = 0 }) => inZone.has(device_id) && last_seen_ms < building.lastMs - 600_000)
      .map(({ device_id }) => device_id);
    expect(new Set([...answer.matchAll(/^ {2}(DEV-[\w-]+)/gm)].map(([, id]) => id))).toEqual(new Set(silent));
    expect(answer).toMatch(silent.length === 0 ? /^No devices/ : new RegExp(`^${silent.length} devices? `));
    expect(tool_calls).toBeLessThanOrEqual(3);
  });

  test('the energy of floors 2 to 5 on a whole day is within one percent of what was consumed', async () => {
    const { answer, tool_calls } = await asked.ask(
      'Generate a weekly energy consumption report for floors 2 through 5.',
    );
    const window = { start_ms: building.lastMs - 7 * DAY_MS, end_ms: building.lastMs };
    const { consumption } = building.truth.groundTruth(window);
    const [, total] = /^Energy of floors 2 to 5: ([\d,.]+) kWh/.exec(answer) ?? [];
    expect(figure(total)).toBeGreaterThan(0);
    expect([...answer.matchAll(/^ {2}(?:NORTH|SOUTH) floor [2-5] /gm)]).toHaveLength(8);
    // Of two days' history one day is whole; what the window cuts has a remark behind it.
    const whole = [...answer.matchAll(/^ {2}(\d{4}-\d\d-\d\d) +([\d,.]+)$/gm)].slice(-1);
    expect(whole).toHaveLength(1);
    for (const [, date, kwh] of whole) {
      const consumed = consumption
        .filter((day) => day.date === date && day.floor >= 2 && day.floor <= 5)
        .reduce((sum, { energy_kwh }) => sum + energy_kwh, 0);
      expect(Math.abs(figure(kwh) / consumed - 1), date).toBeLessThan(0.01);
    }
    expect(tool_calls).toBeLessThanOrEqual(3);
  });

  test('HVAC units whose vibration passed its limit are those that were shaken', async () => {
    const { answer, tool_calls, events } = await asked.ask(
      'Are there any anomalous vibration readings from the HVAC units today?',
    );
    const [call] = events.filter((event) => event.type === 'tool_call_finished');
    const { window: today } = JSON.parse(call?.result ?? '{}') as { readonly window: { readonly start: string } };
    const window = { start_ms: Date.parse(today.start), end_ms: building.lastMs };
    const shaken = building.truth
      .groundTruth(window)
      .anomalies.filter(({ kind, device_id }) => kind === 'vibration' && device_id.startsWith('DEV-HVAC'))
      .map(({ device_id }) => device_id);
    const named = [...answer.matchAll(/\((DEV-HVAC-[\w-]+)\)[^\n]*\n[^\n]*found by: [^\n)]*limit/g)].map(
      ([, id = '']) => id,
    );
    expect(named.filter((id) => !shaken.includes(id))).toEqual([]);
    expect(named.length > 0).toBe(shaken.length > 0);
    expect(tool_calls).toBe(1);
  });

  test('firmware goes to the temperature sensors of Building North that are in use, reachable and older', async () => {
    building.startDevices();
    const { answer, events, tool_calls } = await asked.ask(
      'Push firmware version 2.4.1 to all temperature sensors in Building North.',
    );
    const sensors = building.truth.devices.filter(
      ({ device_type, zone_id }) =>
        device_type === 'temperature_sensor' &&
        building.truth.zones.find((zone) => zone.zone_id === zone_id)?.building === 'NORTH',
    );
    const { offline } = building.truth.groundTruth({ start_ms: building.lastMs - DAY_MS, end_ms: building.lastMs });
    const targets = sensors.filter(
      ({ device_id, status, firmware_version }) =>
        status !== 'decommissioned' &&
        status !== 'updating' &&
        !offline.some((silent) => silent.device_id === device_id) &&
        OLDER.test(firmware_version),
    );
    const [approval] = asked.approvals;
    // The plan stands on the screen when the person is asked.
    expect(approval?.tool).toBe('start_firmware_rollout');
    expect(approval?.shown).toMatch(new RegExp(`^Firmware 2\\.4\\.1 for ${targets.length} devices, 1, then `));
    expect(events.filter(({ type }) => type === 'tool_call_progress').length).toBeGreaterThan(0);
    expect(answer).toMatch(new RegExp(`^The roll-out of 2\\.4\\.1 .*: \\d+ of ${targets.length} devices updated`));
    expect(tool_calls).toBe(2);
  });
});

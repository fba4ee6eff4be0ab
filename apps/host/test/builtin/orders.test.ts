import { describe, expect, test } from 'vitest';
import { answered, converse } from './asking.ts';

const ALERT = {
  alert_id: 'ALERT-7',
  rule_id: 'co2-high',
  rule_name: 'CO₂ high',
  device_id: 'DEV-CO2-0010',
  device_name: 'CO2 sensor 3B',
  zone_name: 'Conference Room 3B',
  building: 'NORTH',
  metric: 'co2_ppm',
  severity: 'warning',
  state: 'active',
  what: 'CO₂ 1300 ppm is at or above 1220 ppm.',
  triggered_at: '2026-11-22T09:55:00+01:00',
};
const REFUSED = 'Not run: The person did not allow acknowledge_alert. Do not call it again unless asked to.';

describe('an alert', () => {
  test('that is the only one of a place is acknowledged', async () => {
    const { calls, text } = await converse('Acknowledge the alert in the lobby as Ada', (_call, at) =>
      at === 0 ? { alerts: [ALERT], total: 1 } : { ...ALERT, state: 'acknowledged', acknowledged_by: 'Ada' },
    );
    expect(calls[1]).toEqual({ tool: 'acknowledge_alert', arguments: { alert_id: 'ALERT-7', acknowledged_by: 'Ada' } });
    expect(text).toBe(
      'CO₂ high (ALERT-7) of CO2 sensor 3B, Conference Room 3B, NORTH is acknowledged by Ada. It stays open until its cause is gone.',
    );
  });

  test.each(['Acknowledge the alert in the lobby as Ada', 'acknowledge all alerts in the lobby as Ada'])(
    'of several is not chosen by "%s"',
    async (order) => {
      const alerts = order.includes('all') ? [ALERT] : [ALERT, { ...ALERT, alert_id: 'ALERT-8' }];
      const text = await answered(order, [{ alerts, total: alerts.length }]);
      expect(text).toMatch(/^Which one\? \d alerts? in lobby; name it by its id, one at a time/);
      expect(text).toContain('ALERT-7');
    },
  );

  test('is acknowledged by somebody, and shelved for a time', async () => {
    expect(await answered('acknowledge alert 7', [])).toBe(
      'Who takes care of it? Say for example "acknowledge ALERT-7 as Ada".',
    );
    expect(await answered('mute ALERT-3', [])).toMatch(/^For how long\?/);
  });

  test('is left alone when the person says no, and a conflict is told', async () => {
    expect(await answered('Acknowledge ALERT-7 as Ada', [REFUSED])).toBe('Nothing was changed.');
    expect(
      await answered('Acknowledge ALERT-7 as Ada', ['Error: Bob acknowledged it at 10:00.\nNothing was changed.']),
    ).toContain('Bob acknowledged it at 10:00.');
  });

  test('is explained by its rule', async () => {
    const rule = {
      rule_id: 'co2-high',
      name: 'CO₂ high',
      metric: 'co2_ppm',
      condition: 'gte',
      threshold: 1220,
      critical_threshold: 1770,
      severity: 'warning',
      enabled: true,
      for_seconds: 600,
      source: 'EN 16798-1',
    };
    const text = await answered('Why did alert 7 fire?', [
      { alerts: [ALERT], total: 1 },
      { rules: [rule], total: 1 },
    ]);
    expect(text.split('\n')).toEqual([
      'CO₂ high (ALERT-7) of CO2 sensor 3B, Conference Room 3B, NORTH: CO₂ 1300 ppm is at or above 1220 ppm.',
      '  warning, active, raised 2026-11-22 09:55',
      '  the rule: CO₂ at or above 1,220 ppm for 10 min, critical from 1,770 ppm (EN 16798-1)',
    ]);
  });

  test('that is over is looked for in the history', async () => {
    const history = {
      window: { start: '2026-11-15T10:05:00+01:00', end: '2026-11-22T10:05:00+01:00' },
      figures: { alerts: 1 },
      alerts: [{ ...ALERT, state: 'cleared', cleared_at: '2026-11-22T10:00:00+01:00' }],
      total: 1,
    };
    const none = { alerts: [], total: 0 };
    expect(await answered('details of ALERT-7', [none, { rules: [], total: 0 }, history])).toContain(
      'cleared, raised 2026-11-22 09:55, cleared 2026-11-22 10:00',
    );
  });
});

describe('a roll-out', () => {
  const ROLLOUT = {
    rollout_id: 'ROLLOUT-1',
    status: 'running',
    target_version: '2.4.1',
    devices: 3,
    waiting: 2,
    queued: 0,
    in_progress: 1,
    completed: 0,
    failed: 0,
    timed_out: 0,
    cancelled: 0,
  };

  test('without an id is the newest: it is shown, then paused', async () => {
    const paused = { ...ROLLOUT, status: 'paused' };
    const { calls, text, messages } = await converse('pause the rollout', (_call, at) => [ROLLOUT, paused][at] ?? '');
    expect(calls[1]).toEqual({
      tool: 'control_firmware_rollout',
      arguments: { rollout_id: 'ROLLOUT-1', action: 'pause', reason: 'A person asked for it.' },
    });
    expect(messages[3]).toMatchObject({ content: expect.stringContaining('is under way (ROLLOUT-1)') as string });
    expect(text).toContain('The roll-out of 2.4.1 is paused (ROLLOUT-1)');
  });

  test('without an id is not cancelled, since that cannot be taken back', async () => {
    const text = await answered('cancel the rollout', [ROLLOUT]);
    expect(text).toContain('Nothing was changed.');
    expect(text).toContain('say "cancel ROLLOUT-1"');
  });

  test('that has ended is not paused', async () => {
    expect(await answered('pause the rollout', [{ ...ROLLOUT, status: 'completed' }])).toMatch(
      /^There is nothing to pause\./,
    );
  });
});

test('a status is set on one device that is named', async () => {
  const changed = { device_id: 'DEV-CO2-0001', old_status: 'online', new_status: 'degraded', reason: 'it drifts' };
  expect(await answered('Mark DEV-CO2-0001 as degraded because it drifts', [changed])).toBe(
    'DEV-CO2-0001 was online and is degraded now. Noted as the reason: it drifts',
  );
  expect(await answered('mark DEV-CO2-0001 and DEV-CO2-0002 as degraded', [])).toMatch(/^Which device\?/);
  expect(await answered('set the status of DEV-CO2-0001 to updating', [])).toBe('Only a firmware job sets updating.');
});

test('devices behind are those below the newest version of their type, by the numbers in it', async () => {
  const device = (device_id: string, firmware_version: string, device_type = 'door_lock') => {
    return { device_id, name: device_id, device_type, firmware_version };
  };
  const devices = [
    device('A', '2.10.0'),
    device('B', '2.4.1'),
    device('C', '2.10.0-rc.1'),
    device('D', '1.0.0', 'co2_sensor'),
  ];
  const text = await answered('Which devices are behind on firmware?', [{ devices, total: 4 }]);
  expect(text).toMatch(/^2 of 4 devices are behind/);
  expect(text).toMatch(/ {2}B .* 2\.4\.1 +2\.10\.0\n {2}C .* 2\.10\.0-rc\.1 +2\.10\.0$/);
});

test('arguments of a tool that are no JSON are not guessed', async () => {
  expect(await answered('run the tool degree_days {"base": 18,', [])).toMatch(/^The arguments are no JSON object/);
  expect(await answered('call ping_it with a=1', [{ result: 2 }])).toBe('ping_it: {"result":2}');
});

test('stuck sensors are the flat ones among the anomalies', async () => {
  const episode = (device_id: string, methods: string[]) => {
    const span = { start: '2026-11-22T02:00:00+01:00', end: '2026-11-22T09:00:00+01:00' };
    return { device_id, metric: 'temperature', ...span, unit: '°C', methods, severity: 'warning', why: 'Same value.' };
  };
  const text = await answered('Are any sensors stuck?', [
    {
      window: { start: '2026-11-21T10:05:00+01:00', end: '2026-11-22T10:05:00+01:00' },
      episodes: [episode('A', ['flatline']), episode('B', ['gap'])],
      total: 2,
      series_examined: 9,
      readings_examined: 100,
    },
  ]);
  expect(text).toMatch(/^1 sensor was stuck:\n.*\n {2}A /);
  expect(text).not.toContain('  B ');
});

test('hours are rows with the unit in the head', async () => {
  const series = {
    metric: 'temperature',
    unit: '°C',
    window: { start: '2026-11-21T00:00:00+01:00', end: '2026-11-22T00:00:00+01:00' },
    bucket: '1 h',
    source_points: 288,
    coverage_pct: 100,
    points: [
      { t: '2026-11-21T00:00:00+01:00', mean: 20.04, min: 19.5, max: 20.5 },
      { t: '2026-11-21T01:00:00+01:00', mean: 21 },
    ],
  };
  const { calls, text } = await converse('hourly temperature of OFFICE-1 yesterday', () => series);
  expect(calls[0]?.arguments).toMatchObject({ start: 'yesterday', max_points: 25 });
  expect(text.split('\n').slice(0, 3)).toEqual([
    'Temperature of OFFICE-1, by 1 h in °C, 2 rows:',
    '  From               Mean  Lowest  Highest',
    '  2026-11-21 00:00  20.04   19.50    20.50',
  ]);
});

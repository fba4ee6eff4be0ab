import { call, type Expected } from './expected.ts';

/** The first calls of every example, by family. */
export const SENSORS: Expected = {
  'what came in and what was refused': [
    ['Which readings were rejected?', call('get_ingest_status', { limit: 20 })],
    ['ingest status', call('get_ingest_status', { limit: 20 })],
    ['What came in over MQTT?', call('get_ingest_status', { limit: 20 })],
    ['Why is data missing from DEV-CO2-0001?', call('get_ingest_status', { query: 'DEV-CO2-0001', limit: 20 })],
    ['rejected messages of DEV-TEMP-0003', call('get_ingest_status', { query: 'DEV-TEMP-0003', limit: 20 })],
  ],
  'stuck sensors': [
    ['Are any sensors stuck?', call('detect_anomalies', { start: '-24h' })],
    [
      'Which temperature sensors in building North are stuck?',
      call('detect_anomalies', { building: 'North', device_type: 'temperature_sensor', start: '-24h' }),
    ],
    [
      'flatlined sensors in Zone A since yesterday',
      call('detect_anomalies', { zone_id: 'Zone A', start: '2026-11-21' }),
    ],
    [
      'Which CO2 sensors on floor 2 keep showing the same value?',
      call('detect_anomalies', { floor: 2, device_type: 'co2_sensor', start: '-24h' }),
    ],
    ['is DEV-TEMP-0003 frozen?', call('detect_anomalies', { device_id: 'DEV-TEMP-0003', start: '-24h' })],
  ],
  'metric hour by hour or day by day': [
    [
      'CO2 per hour in conference room 3B yesterday',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['co2_ppm'] }),
    ],
    [
      'hourly temperature of DEV-TEMP-0003 today',
      call('get_time_series', { device_id: 'DEV-TEMP-0003', metric: 'temperature', start: 'today', max_points: 12 }),
    ],
    [
      'humidity in the lobby day by day last week',
      call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['humidity'] }),
    ],
    [
      'average power of DEV-MTR-0007 per day this month',
      call('get_time_series', { device_id: 'DEV-MTR-0007', metric: 'power_kw', start: 'this_month', max_points: 23 }),
    ],
  ],
};

import { call, type Expected } from './expected.ts';

/** The first calls of every example, by family. */
export const READINGS: Expected = {
  'completeness of the data': [
    [
      'How complete is the temperature data of OFFICE-1 in December 2013?',
      call('get_statistics', { device_id: 'OFFICE-1', metric: 'temperature', start: '2013-12-01', end: '2014-01-01' }),
    ],
    [
      'Are there gaps in the CO2 readings of conference room 3B since Monday?',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['co2_ppm'] }),
    ],
    [
      'coverage of humidity in Zone A last week',
      call('get_zone_snapshot', { zone_id: 'Zone A', metrics: ['humidity'] }),
    ],
    [
      'How many temperature readings did DEV-TEMP-0003 send yesterday?',
      call('get_statistics', { device_id: 'DEV-TEMP-0003', metric: 'temperature', start: 'yesterday' }),
    ],
  ],
  'what is measured': [
    ['What metrics does OFFICE-1 have?', call('list_metrics', { device_id: 'OFFICE-1' })],
    ['What is measured in conference room 3B?', call('list_metrics', { zone_id: 'conference room 3B' })],
    ['Which metrics do you know?', call('list_metrics', {})],
    ['What does DEV-AQ-0001 measure?', call('list_metrics', { device_id: 'DEV-AQ-0001' })],
  ],
  'stale or doubtful readings of a room': [
    ['Which readings in Zone A are stale?', call('get_zone_snapshot', { zone_id: 'Zone A' })],
    [
      'Are there bad quality readings in conference room 3B?',
      call('get_zone_snapshot', { zone_id: 'conference room 3B' }),
    ],
    ['Does anything in the lobby send old values?', call('get_zone_snapshot', { zone_id: 'lobby' })],
    ['unreliable data in Server Room', call('get_zone_snapshot', { zone_id: 'Server Room' })],
  ],
  'when a metric was highest or lowest': [
    [
      'When was the CO2 in conference room 3B highest yesterday?',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['co2_ppm'] }),
    ],
    [
      'At what time did the temperature of OFFICE-1 peak in December 2013?',
      call('get_time_series', {
        device_id: 'OFFICE-1',
        metric: 'temperature',
        start: '2013-12-01',
        end: '2014-01-01',
        max_points: 96,
      }),
    ],
    [
      'when was it coldest in the lobby last night?',
      call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['temperature'] }),
    ],
  ],
  'trend of a metric': [
    [
      'Show the CO2 trend in conference room 3B over the last 24 hours',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['co2_ppm'] }),
    ],
    [
      'How did the temperature of OFFICE-1 develop in December 2013?',
      call('get_time_series', {
        device_id: 'OFFICE-1',
        metric: 'temperature',
        start: '2013-12-01',
        end: '2014-01-01',
        max_points: 96,
      }),
    ],
    [
      'Plot humidity in the lobby for yesterday',
      call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['humidity'] }),
    ],
    [
      'temperature history of DEV-TEMP-0003',
      call('get_time_series', { device_id: 'DEV-TEMP-0003', metric: 'temperature', start: '-24h', max_points: 96 }),
    ],
    ['Is the CO2 in Zone A rising?', call('get_zone_snapshot', { zone_id: 'Zone A', metrics: ['co2_ppm'] })],
    [
      'time series of power of DEV-MTR-0007 last week',
      call('get_time_series', { device_id: 'DEV-MTR-0007', metric: 'power_kw', start: 'last_week', max_points: 96 }),
    ],
  ],
  'two rooms or devices compared now': [
    [
      'Compare the temperature in conference rooms 3A and 3B',
      call('get_zone_snapshot', { zone_id: 'conference room 3A', metrics: ['temperature'] }),
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['temperature'] }),
    ],
    [
      'temperature difference between the lobby and conference room 3B',
      call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['temperature'] }),
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['temperature'] }),
    ],
    [
      'Is it warmer in Zone A than in Zone B?',
      call('get_zone_snapshot', { zone_id: 'Zone A', metrics: ['temperature'] }),
      call('get_zone_snapshot', { zone_id: 'Zone B', metrics: ['temperature'] }),
    ],
    [
      'CO2 in the cafeteria vs the lobby',
      call('get_zone_snapshot', { zone_id: 'cafeteria', metrics: ['co2_ppm'] }),
      call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['co2_ppm'] }),
    ],
    [
      'compare humidity of DEV-HUM-0001 and DEV-HUM-0002',
      call('get_latest_readings', { device_id: 'DEV-HUM-0001', metrics: ['humidity'] }),
      call('get_latest_readings', { device_id: 'DEV-HUM-0002', metrics: ['humidity'] }),
    ],
    ['is 3a warmer than 3b?', call('get_zone_snapshot', { zone_id: '3a', metrics: ['temperature'] })],
  ],
  'two times compared': [
    [
      'Compare the temperature of DEV-TEMP-0003 today with yesterday',
      call('get_statistics', { device_id: 'DEV-TEMP-0003', metric: 'temperature', start: 'today' }),
      call('get_statistics', { device_id: 'DEV-TEMP-0003', metric: 'temperature', start: 'yesterday' }),
    ],
    [
      'CO2 in conference room 3B this week versus last week',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['co2_ppm'] }),
    ],
    [
      'Was it warmer in the lobby today than yesterday?',
      call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['temperature'] }),
    ],
  ],
  'statistics of a metric over a time': [
    [
      'mean and maximum temperature of OFFICE-1 in December 2013',
      call('get_statistics', { device_id: 'OFFICE-1', metric: 'temperature', start: '2013-12-01', end: '2014-01-01' }),
    ],
    [
      'average CO2 in conference room 3B yesterday',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['co2_ppm'] }),
    ],
    [
      'What was the temperature in the lobby yesterday?',
      call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['temperature'] }),
    ],
    [
      'maximum humidity in Zone A since Monday',
      call('get_zone_snapshot', { zone_id: 'Zone A', metrics: ['humidity'] }),
    ],
    [
      'lowest temperature of DEV-TEMP-0003 between 1 and 5 March 2026',
      call('get_statistics', {
        device_id: 'DEV-TEMP-0003',
        metric: 'temperature',
        start: '2026-03-01',
        end: '2026-03-06',
      }),
    ],
    [
      'temperature statistics for the Server Room over the last 24 hours',
      call('get_zone_snapshot', { zone_id: 'Server Room', metrics: ['temperature'] }),
    ],
    [
      'median power of DEV-MTR-0007 this week',
      call('get_statistics', { device_id: 'DEV-MTR-0007', metric: 'power_kw', start: 'this_week' }),
    ],
    [
      'How warm was conference room 3B between 8 and 10 am yesterday?',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['temperature'] }),
    ],
    [
      'standard deviation of the vibration of DEV-VIB-0001 from 2026-11-01 to 2026-11-07',
      call('get_statistics', {
        device_id: 'DEV-VIB-0001',
        metric: 'vibration_mms',
        start: '2026-11-01',
        end: '2026-11-08',
      }),
    ],
    [
      'How humid was it in the cafeteria last night?',
      call('get_zone_snapshot', { zone_id: 'cafeteria', metrics: ['humidity'] }),
    ],
    [
      'temperature of DEV-TEMP-0003 from Monday to Wednesday',
      call('get_statistics', {
        device_id: 'DEV-TEMP-0003',
        metric: 'temperature',
        start: '2026-11-16',
        end: '2026-11-19',
      }),
    ],
    ['average temperature in the lobby', call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['temperature'] })],
    [
      'averge temperature in zone b yesturday',
      call('get_zone_snapshot', { zone_id: 'zone b', metrics: ['temperature'] }),
    ],
    [
      'temperature in zone b over the weekend',
      call('get_zone_snapshot', { zone_id: 'zone b', metrics: ['temperature'] }),
    ],
    [
      'What was the CO2 in conference room 3B at 9 am today?',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['co2_ppm'] }),
    ],
    ['co2 in 3b the day before yesterday', call('get_zone_snapshot', { zone_id: '3b', metrics: ['co2_ppm'] })],
  ],
  'comfort of a room': [
    [
      'Is it comfortable in the lobby?',
      call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['temperature', 'humidity', 'co2_ppm'] }),
    ],
    [
      'How is the comfort in conference room 3B?',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['temperature', 'humidity', 'co2_ppm'] }),
    ],
    [
      'indoor climate in Zone A',
      call('get_zone_snapshot', { zone_id: 'Zone A', metrics: ['temperature', 'humidity', 'co2_ppm'] }),
    ],
  ],
  'metric of a room now': [
    [
      'What is the current CO₂ level in conference room 3B?',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['co2_ppm'] }),
    ],
    ['how hot is the lobby?', call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['temperature'] })],
    ['Temperature in Server Room', call('get_zone_snapshot', { zone_id: 'Server Room', metrics: ['temperature'] })],
    [
      "conference room 3B's humidity please",
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['humidity'] }),
    ],
    [
      'How many people are in the cafeteria right now?',
      call('get_zone_snapshot', { zone_id: 'cafeteria', metrics: ['occupancy_count'] }),
    ],
    [
      'Is Conference Room 3B too stuffy?',
      call('get_zone_snapshot', { zone_id: 'Conference Room 3B', metrics: ['co2_ppm'] }),
    ],
    ['co2 and humidity in Zone A', call('get_zone_snapshot', { zone_id: 'Zone A', metrics: ['co2_ppm', 'humidity'] })],
    [
      'What is the temperature in conference room 3B in building North?',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', building: 'North', metrics: ['temperature'] }),
    ],
    [
      'air quality in the "Hall of Fame"',
      call('get_zone_snapshot', { zone_id: 'Hall of Fame', metrics: ['co2_ppm', 'pm25_ugm3', 'voc_ppb'] }),
    ],
    ['curent temprature in zone a', call('get_zone_snapshot', { zone_id: 'zone a', metrics: ['temperature'] })],
    ['temp zone b', call('get_zone_snapshot', { zone_id: 'zone b', metrics: ['temperature'] })],
    ['3b co2?', call('get_zone_snapshot', { zone_id: '3b', metrics: ['co2_ppm'] })],
    ['how many degree in the lobby', call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['temperature'] })],
    [
      'People say it is freezing in open office north 3',
      call('get_zone_snapshot', { zone_id: 'open office north 3', metrics: ['temperature'] }),
    ],
    [
      'is anyone in conference room 2A?',
      call('get_zone_snapshot', { zone_id: 'conference room 2A', metrics: ['occupancy_count'] }),
    ],
    [
      'temperature in the lobby in fahrenheit',
      call('get_zone_snapshot', { zone_id: 'lobby', metrics: ['temperature'] }),
    ],
  ],
  'metric of a device now': [
    [
      'What is the temperature of DEV-TEMP-0003?',
      call('get_latest_readings', { device_id: 'DEV-TEMP-0003', metrics: ['temperature'] }),
    ],
    ['current CO2 of CO2 Sensor 3B', call('get_latest_readings', { device_id: 'CO2 Sensor 3B', metrics: ['co2_ppm'] })],
    [
      'power at meter DEV-MTR-0007 now',
      call('get_latest_readings', { device_id: 'DEV-MTR-0007', metrics: ['power_kw'] }),
    ],
    [
      'How much does DEV-HVAC-0002 vibrate? Show its vibration',
      call('get_latest_readings', { device_id: 'DEV-HVAC-0002', metrics: ['vibration_mms'] }),
    ],
  ],
  'all readings of a room or device': [
    ['Show me all readings in conference room 3B', call('get_zone_snapshot', { zone_id: 'conference room 3B' })],
    ['What are the conditions in the lobby?', call('get_zone_snapshot', { zone_id: 'lobby' })],
    ['latest readings of DEV-AQ-0001', call('get_latest_readings', { device_id: 'DEV-AQ-0001' })],
    ['What is going on in Zone A?', call('get_zone_snapshot', { zone_id: 'Zone A' })],
    ['How is the Server Room doing?', call('get_zone_snapshot', { zone_id: 'Server Room' })],
  ],
  'a room alone': [
    ['conference room 3B', call('get_zone_snapshot', { zone_id: 'conference room 3B' })],
    ['Zone A?', call('get_zone_snapshot', { zone_id: 'Zone A' })],
    ['the lobby', call('get_zone_snapshot', { zone_id: 'lobby' })],
  ],
};

import { call, type Expected } from './expected.ts';

/** The first calls of every example, by family. */
export const ENERGY: Expected = {
  'overview of a building': [
    [
      'How is building North doing?',
      call('list_zones', { building: 'North', limit: 100 }),
      call('get_offline_devices', { building: 'North' }),
      call('get_energy_report', { building: 'North', start: 'yesterday', group_by: 'floor' }),
    ],
    [
      'Give me an overview of the south building',
      call('list_zones', { building: 'south', limit: 100 }),
      call('get_offline_devices', { building: 'south' }),
      call('get_energy_report', { building: 'south', start: 'yesterday', group_by: 'floor' }),
    ],
    [
      'status of building NORTH',
      call('list_zones', { building: 'NORTH', limit: 100 }),
      call('get_offline_devices', { building: 'NORTH' }),
      call('get_energy_report', { building: 'NORTH', start: 'yesterday', group_by: 'floor' }),
    ],
    [
      'building summary',
      call('list_zones', { limit: 100 }),
      call('get_offline_devices', {}),
      call('get_energy_report', { start: 'yesterday', group_by: 'floor' }),
    ],
    [
      'north',
      call('list_zones', { building: 'north', limit: 100 }),
      call('get_offline_devices', { building: 'north' }),
      call('get_energy_report', { building: 'north', start: 'yesterday', group_by: 'floor' }),
    ],
    [
      'morning report',
      call('list_zones', { limit: 100 }),
      call('get_offline_devices', {}),
      call('get_energy_report', { start: 'yesterday', group_by: 'floor' }),
    ],
  ],
  'energy of two times compared': [
    [
      'Compare the energy of building North this week with last week',
      call('get_energy_report', { building: 'North', start: 'this_week', group_by: 'floor' }),
      call('get_energy_report', { building: 'North', start: 'last_week', group_by: 'floor' }),
    ],
    [
      'energy today vs yesterday in Zone A',
      call('get_energy_report', { zone_ids: ['Zone A'], start: 'today', group_by: 'zone' }),
      call('get_energy_report', { zone_ids: ['Zone A'], start: 'yesterday', group_by: 'zone' }),
    ],
    [
      'Did floor 3 use more electricity yesterday than today?',
      call('get_energy_report', { floors: [3], start: 'yesterday', group_by: 'floor' }),
      call('get_energy_report', { floors: [3], start: 'today', group_by: 'floor' }),
    ],
    [
      'energy last week vs the week before',
      call('get_energy_report', { start: 'last_week', group_by: 'building' }),
      call('get_energy_report', { start: '2026-11-02', end: '2026-11-09', group_by: 'building' }),
    ],
    [
      'energy of building north october vs september',
      call('get_energy_report', { building: 'north', start: '2026-10-01', end: '2026-11-01', group_by: 'floor' }),
      call('get_energy_report', { building: 'north', start: '2026-09-01', end: '2026-10-01', group_by: 'floor' }),
    ],
  ],
  'peak demand and baseload': [
    [
      'What was the peak demand of building North last week?',
      call('get_energy_report', { building: 'North', start: 'last_week', group_by: 'floor' }),
    ],
    ['baseload of floors 2 to 5', call('get_energy_report', { floors: [2, 3, 4, 5], group_by: 'floor' })],
    [
      'When was the peak load in Zone A yesterday?',
      call('get_energy_report', { zone_ids: ['Zone A'], start: 'yesterday', group_by: 'zone' }),
    ],
    ['base load per floor this week', call('get_energy_report', { start: 'this_week', group_by: 'floor' })],
    [
      'peak kw north last week',
      call('get_energy_report', { building: 'north', start: 'last_week', group_by: 'floor' }),
    ],
  ],
  'energy per square metre': [
    [
      'Energy per square metre by floor last week',
      call('get_energy_report', { start: 'last_week', group_by: 'floor' }),
    ],
    [
      'Which zone is the most energy efficient in building North?',
      call('get_energy_report', { building: 'North', group_by: 'zone' }),
    ],
    [
      'kWh per m2 of floors 2 to 4 this month',
      call('get_energy_report', { floors: [2, 3, 4], start: 'this_month', group_by: 'floor' }),
    ],
  ],
  'who used the most or least energy': [
    [
      'Which floor used the most energy last week?',
      call('get_energy_report', { start: 'last_week', group_by: 'floor' }),
    ],
    [
      'Which zone in building North consumed the least electricity yesterday?',
      call('get_energy_report', { building: 'North', start: 'yesterday', group_by: 'zone' }),
    ],
    ['top energy consumers by meter this week', call('get_energy_report', { start: 'this_week', group_by: 'device' })],
    ['Which building uses most energy?', call('get_energy_report', { group_by: 'building' })],
    [
      'top 5 energy consumers by meter last week',
      call('get_energy_report', { start: 'last_week', group_by: 'device' }),
    ],
  ],
  'energy day by day': [
    [
      'energy use per day for floor 2 last week',
      call('get_energy_report', { floors: [2], start: 'last_week', group_by: 'floor' }),
    ],
    ['Daily energy consumption of building South', call('get_energy_report', { building: 'South', group_by: 'floor' })],
    [
      'Show the electricity of Zone A day by day this week',
      call('get_energy_report', { zone_ids: ['Zone A'], start: 'this_week', group_by: 'zone' }),
    ],
  ],
  'energy report': [
    [
      'Generate a weekly energy consumption report for floors 2 through 5.',
      call('get_energy_report', { floors: [2, 3, 4, 5], start: '-7d', group_by: 'floor' }),
    ],
    [
      'energy report for building North last week',
      call('get_energy_report', { building: 'North', start: 'last_week', group_by: 'floor' }),
    ],
    ['monthly electricity report', call('get_energy_report', { start: 'last_month', group_by: 'building' })],
    [
      'Energy breakdown by zone on floor 3 this week',
      call('get_energy_report', { floors: [3], start: 'this_week', group_by: 'zone' }),
    ],
    [
      'Summarise the energy use of floors two and three in building South since 1 November',
      call('get_energy_report', { building: 'South', floors: [2, 3], start: '2026-11-01', group_by: 'floor' }),
    ],
    [
      'energy consumption per floor from 2026-11-10 to 2026-11-16',
      call('get_energy_report', { start: '2026-11-10', end: '2026-11-17', group_by: 'floor' }),
    ],
  ],
  'energy used': [
    [
      'How much energy did building North use yesterday?',
      call('get_energy_report', { building: 'North', start: 'yesterday', group_by: 'floor' }),
    ],
    [
      'energy consumption of Zone A last week',
      call('get_energy_report', { zone_ids: ['Zone A'], start: 'last_week', group_by: 'zone' }),
    ],
    [
      'How many kWh did floor 3 use this month?',
      call('get_energy_report', { floors: [3], start: 'this_month', group_by: 'floor' }),
    ],
    [
      'electricity used by conference rooms 3A and 3B in the last 7 days',
      call('get_energy_report', {
        zone_ids: ['conference room 3A', 'conference room 3B'],
        start: '-7d',
        group_by: 'zone',
      }),
    ],
    ['energy today', call('get_energy_report', { start: 'today', group_by: 'building' })],
    ['kwh north yday', call('get_energy_report', { building: 'north', start: 'yesterday', group_by: 'floor' })],
    ['energy north vs south last week', call('get_energy_report', { start: 'last_week', group_by: 'building' })],
    ['energy in Q3', call('get_energy_report', { start: '2026-07-01', end: '2026-10-01', group_by: 'building' })],
    [
      'energy last weekend in building north',
      call('get_energy_report', { building: 'north', start: '2026-11-14', end: '2026-11-16', group_by: 'floor' }),
    ],
  ],
};

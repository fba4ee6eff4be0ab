import { call, type Expected } from './expected.ts';

export const ALERTS: Expected = {
  'shift hand-over': [
    [
      'hand-over for the next shift',
      call('get_alert_history', { start: '-8h', limit: 20 }),
      call('list_active_alerts', { include_acknowledged: true, include_shelved: true }),
    ],
    [
      'shift report',
      call('get_alert_history', { start: '-8h', limit: 20 }),
      call('list_active_alerts', { include_acknowledged: true, include_shelved: true }),
    ],
    [
      'Give me the handover for building North',
      call('get_alert_history', { building: 'North', start: '-8h', limit: 20 }),
      call('list_active_alerts', { building: 'North', include_acknowledged: true, include_shelved: true }),
    ],
  ],
  'past alarms': [
    ['alarm history of yesterday', call('get_alert_history', { start: 'yesterday', limit: 20 })],
    [
      'Which alerts were raised in Zone A this week?',
      call('get_alert_history', { zone_id: 'Zone A', start: 'this_week', limit: 20 }),
    ],
    ['critical alarms last week', call('get_alert_history', { severity: 'critical', start: 'last_week', limit: 20 })],
  ],
  'what is wrong now': [
    ['What is wrong in the building right now?', call('list_active_alerts', { limit: 20 })],
    ['Are there any active alarms?', call('list_active_alerts', { limit: 20 })],
    [
      'Show me the critical alerts in building North',
      call('list_active_alerts', { building: 'North', severity: 'critical', limit: 20 }),
    ],
    ['alerts in Zone A', call('list_active_alerts', { zone_id: 'Zone A', limit: 20 })],
  ],
};

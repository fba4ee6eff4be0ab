import { call, type Expected } from './expected.ts';

/** The first calls of every example, by family. */
export const ALERT_VIEWS: Expected = {
  'rule tried on the past': [
    [
      'How often would an alarm for co2 above 900 ppm in Zone A have fired last week?',
      call('test_alert_rule', {
        zone_id: 'Zone A',
        metric: 'co2_ppm',
        condition: 'gt',
        threshold: 900,
        start: 'last_week',
      }),
    ],
    [
      'try a rule for temperature over 26 degrees since Monday',
      call('test_alert_rule', { metric: 'temperature', condition: 'gt', threshold: 26, start: '2026-11-16' }),
    ],
    ['Test the rule co2-high on yesterday', call('test_alert_rule', { rule_id: 'co2-high', start: 'yesterday' })],
    [
      'how many times would humidity below 30 % have triggered an alert in the last 3 days?',
      call('test_alert_rule', { metric: 'humidity', condition: 'lt', threshold: 30, start: '-3d' }),
    ],
  ],
  'rules of alarms': [
    ['Which alert rules are there?', call('get_alert_rules', { limit: 50 })],
    ['list the alarm rules for co2', call('get_alert_rules', { metric: 'co2_ppm', limit: 50 })],
    ['show the enabled rules', call('get_alert_rules', { enabled_only: true, limit: 50 })],
    ['At what temperature is an alarm raised?', call('get_alert_rules', { metric: 'temperature', limit: 50 })],
  ],
  'why an alert was raised': [
    [
      'Why did alert ALERT-1 fire?',
      call('list_active_alerts', { include_acknowledged: true, include_shelved: true, limit: 100 }),
      call('get_alert_rules', { limit: 100 }),
    ],
    [
      'why is there a co2 alarm in conference room 3B?',
      call('list_active_alerts', {
        zone_id: 'conference room 3B',
        include_acknowledged: true,
        include_shelved: true,
        limit: 100,
      }),
      call('get_alert_rules', { limit: 100 }),
    ],
    [
      'Explain alert 12',
      call('list_active_alerts', { include_acknowledged: true, include_shelved: true, limit: 100 }),
      call('get_alert_rules', { limit: 100 }),
    ],
    [
      'details of ALERT-7',
      call('list_active_alerts', { include_acknowledged: true, include_shelved: true, limit: 100 }),
      call('get_alert_rules', { limit: 100 }),
    ],
    [
      'what caused the alarms in building North?',
      call('list_active_alerts', { building: 'North', include_acknowledged: true, include_shelved: true, limit: 100 }),
      call('get_alert_rules', { limit: 100 }),
    ],
  ],
  'figures about alarms': [
    ['Which alarms are chattering?', call('get_alert_history', { start: '-7d', limit: 1 })],
    ['stale alarms', call('get_alert_history', { start: '-7d', limit: 1 })],
    ['How many alerts were raised yesterday?', call('get_alert_history', { start: 'yesterday', limit: 1 })],
    ['Which rule fired most often last week?', call('get_alert_history', { start: 'last_week', limit: 1 })],
    ['mean time to acknowledge alarms last week', call('get_alert_history', { start: 'last_week', limit: 1 })],
    [
      'alarm statistics of building North this month',
      call('get_alert_history', { building: 'North', start: 'this_month', limit: 1 }),
    ],
  ],
  'acknowledged or shelved alerts': [
    ['Which alerts are acknowledged?', call('list_active_alerts', { include_acknowledged: true, limit: 100 })],
    [
      'shelved alerts in building North',
      call('list_active_alerts', { building: 'North', include_shelved: true, limit: 100 }),
    ],
    ['show the snoozed alarms', call('list_active_alerts', { include_shelved: true, limit: 100 })],
    ['Who has acknowledged which alarms?', call('list_active_alerts', { include_acknowledged: true, limit: 100 })],
  ],
};

import { call, type Expected } from './expected.ts';

/** The first calls of every example, by family. */
export const ALERT_ORDERS: Expected = {
  'alert acknowledged': [
    ['Acknowledge ALERT-12 as Ada', call('acknowledge_alert', { alert_id: 'ALERT-12', acknowledged_by: 'Ada' })],
    [
      'please ack alert 12 by Ada Lovelace because the window is open',
      call('acknowledge_alert', { alert_id: 'ALERT-12', acknowledged_by: 'Ada Lovelace', notes: 'the window is open' }),
    ],
    ['Acknowledge the alert in the lobby as Ada', call('list_active_alerts', { zone_id: 'lobby', limit: 20 })],
    ['acknowledge alert 7'],
  ],
  'alert shelved': [
    [
      'Shelve ALERT-3 for two hours because of maintenance',
      call('shelve_alert', { alert_id: 'ALERT-3', minutes: 120, reason: 'maintenance' }),
    ],
    [
      'snooze alert 3 for 30 minutes',
      call('shelve_alert', { alert_id: 'ALERT-3', minutes: 30, reason: 'A person asked for it.' }),
    ],
    ['shelve the alert in Zone A for half an hour', call('list_active_alerts', { zone_id: 'Zone A', limit: 20 })],
    ['mute ALERT-3'],
  ],
  'rule switched or changed': [
    [
      'Disable the rule co2-high because the sensors are being calibrated',
      call('update_alert_rule', { rule_id: 'co2-high', enabled: false, reason: 'the sensors are being calibrated' }),
    ],
    [
      'enable the alert rule co2-high',
      call('update_alert_rule', { rule_id: 'co2-high', enabled: true, reason: 'A person asked for it.' }),
    ],
    [
      'switch off rule "Room too cold"',
      call('update_alert_rule', { rule_id: 'Room too cold', enabled: false, reason: 'A person asked for it.' }),
    ],
    [
      'set the threshold of the rule co2-high to 1000',
      call('update_alert_rule', { rule_id: 'co2-high', threshold: 1000, reason: 'A person asked for it.' }),
    ],
  ],
  'rule added': [
    [
      'Create an alert rule for co2 above 1200 ppm in Zone A',
      call('create_alert_rule', {
        name: 'CO₂ above 1,200 ppm in Zone A',
        zone_id: 'Zone A',
        metric: 'co2_ppm',
        condition: 'gt',
        threshold: 1200,
        reason: 'A person asked for it.',
      }),
    ],
    [
      'alert me when the temperature in the Server Room is over 27 °C for 10 minutes',
      call('create_alert_rule', {
        name: 'Temperature above 27.0 °C in Server Room',
        zone_id: 'Server Room',
        metric: 'temperature',
        condition: 'gt',
        threshold: 27,
        for_seconds: 600,
        reason: 'A person asked for it.',
      }),
    ],
    [
      'Add a critical alarm for humidity above 80 % in building North',
      call('create_alert_rule', {
        name: 'Relative humidity above 80 % in building North',
        building: 'North',
        metric: 'humidity',
        condition: 'gt',
        threshold: 80,
        severity: 'critical',
        reason: 'A person asked for it.',
      }),
    ],
    [
      'notify me if co2 > 1000',
      call('create_alert_rule', {
        name: 'CO₂ above 1,000 ppm',
        metric: 'co2_ppm',
        condition: 'gt',
        threshold: 1000,
        reason: 'A person asked for it.',
      }),
    ],
    ['create a rule'],
  ],
};

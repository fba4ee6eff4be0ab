import { acknowledgeAlert } from './acknowledge-alert.ts';
import { createAlertRule } from './create-alert-rule.ts';
import { getAlertHistory } from './get-alert-history.ts';
import { getAlertRules } from './get-alert-rules.ts';
import { listActiveAlerts } from './list-active-alerts.ts';
import { shelveAlert } from './shelve-alert.ts';
import { testAlertRule } from './test-alert-rule.ts';
import { updateAlertRule } from './update-alert-rule.ts';

export const tools = [
  listActiveAlerts,
  acknowledgeAlert,
  shelveAlert,
  getAlertHistory,
  getAlertRules,
  createAlertRule,
  updateAlertRule,
  testAlertRule,
];

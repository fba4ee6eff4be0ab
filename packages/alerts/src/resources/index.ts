import { activeAlerts } from './active-alerts.ts';
import { alertRules } from './alert-rules.ts';

export const resources = [activeAlerts, alertRules];

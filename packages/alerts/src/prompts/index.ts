import { shiftHandover } from './shift-handover.ts';
import { triageAlerts } from './triage-alerts.ts';

export const prompts = [triageAlerts, shiftHandover];

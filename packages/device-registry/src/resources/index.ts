import { device } from './device.ts';
import { recentAudit } from './recent-audit.ts';
import { zoneSummary } from './zone-summary.ts';

export const resources = [device, recentAudit, zoneSummary];

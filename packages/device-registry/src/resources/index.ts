import { device } from './device.ts';
import { firmwarePlan } from './firmware-plan.ts';
import { firmwareRollout } from './firmware-rollout.ts';
import { recentAudit } from './recent-audit.ts';
import { zoneSummary } from './zone-summary.ts';

export const resources = [device, firmwarePlan, firmwareRollout, recentAudit, zoneSummary];

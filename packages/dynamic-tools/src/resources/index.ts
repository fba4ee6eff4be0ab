import { recentAudit } from './recent-audit.ts';
import { recentCalls } from './recent-calls.ts';

export const resources = [recentAudit, recentCalls];

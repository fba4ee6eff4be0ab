import { type Context, fitAnswer } from '@nexus/server-kit';
import { presentAlert } from '../answers/alert.ts';
import { defineResource, type Deps } from '../deps.ts';

const MAX_ALERTS = 100;

export const activeAlerts = defineResource({
  name: 'active-alerts',
  title: 'Active alerts',
  description: 'Alerts that are open and not shelved, and cleared ones that nobody acknowledged; the worst first.',
  mimeType: 'application/json',
  uri: 'alerts://active',
  async read({ deps, time }: Context<Deps>) {
    const filter = { include_acknowledged: true, include_shelved: false };
    const { alerts, total } = await deps.alerts.listed(filter, time.nowMs(), { limit: MAX_ALERTS, offset: 0 });
    const shown = fitAnswer(alerts.map((alert) => presentAlert(alert, time)));
    return { alerts: shown, total, ...(total > shown.length ? { omitted: total - shown.length } : {}) };
  },
  version: ({ deps }: Context<Deps>) => deps.alerts.alertsVersion(),
});

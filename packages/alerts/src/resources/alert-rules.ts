import type { Context } from '@nexus/server-kit';
import { presentRule } from '../answers/rule.ts';
import { defineResource, type Deps } from '../deps.ts';

export const alertRules = defineResource({
  name: 'alert-rules',
  title: 'Alert rules',
  description: 'All rules by which alerts are raised.',
  mimeType: 'application/json',
  uri: 'alerts://rules',
  read: async ({ deps }: Context<Deps>) => ({ rules: (await deps.alerts.rules()).map(presentRule) }),
  version: ({ deps }: Context<Deps>) => deps.alerts.rulesVersion(),
});

import type { Context } from '@nexus/server-kit';
import { fitAnswer } from '@nexus/server-kit';
import { defineResource, type Deps } from '../deps.ts';

const MAX_ENTRIES = 50;

export const recentAudit = defineResource({
  name: 'recent-audit',
  title: 'Recent changes',
  description: 'Who registered, approved, rejected and removed tools, newest first.',
  mimeType: 'application/json',
  uri: 'dynamic-tools://audit/recent',
  async read({ deps, time }: Context<Deps>) {
    const recent = await deps.store.recentAudit(MAX_ENTRIES);
    return {
      entries: fitAnswer(recent.map(({ at_ms, audit_id: _id, ...entry }) => ({ at: time.iso(at_ms), ...entry }))),
    };
  },
  async version({ deps }: Context<Deps>) {
    const [newest] = await deps.store.recentAudit(1);
    return newest?.audit_id ?? 0;
  },
});

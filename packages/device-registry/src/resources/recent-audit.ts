import type { AuditEntry } from '@nexus/models';
import type { Context } from '@nexus/server-kit';
import { fit } from '../answers/page.ts';
import { defineResource, type Deps } from '../deps.ts';

const MAX_ENTRIES = 50;

export const recentAudit = defineResource({
  name: 'recent-audit',
  title: 'Recent changes',
  description: 'The last changes of the registry, newest first: when, who, what, before, after and why.',
  mimeType: 'application/json',
  uri: 'registry://audit/recent',
  async read({ deps, time }: Context<Deps>) {
    const recent = await deps.store.recentAudit(MAX_ENTRIES);
    const entries = recent.map(({ at_ms, actor, action, subject, before, after, reason }): AuditEntry => {
      const state = { ...(before && { before }), ...(after && { after }), ...(reason !== undefined && { reason }) };
      return { at: time.iso(at_ms), actor, action, subject, ...state };
    });
    return { entries: fit(entries) };
  },
  async version({ deps }: Context<Deps>) {
    const [newest] = await deps.store.recentAudit(1);
    return newest?.audit_id ?? 0;
  },
});

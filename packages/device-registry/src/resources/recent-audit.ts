import type { AuditEntry, BuildingTime } from '@nexus/models';
import { type Context, fitAnswer } from '@nexus/server-kit';
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
      return {
        at: time.iso(at_ms),
        actor,
        action,
        subject,
        ...(before && { before: onWire(before, time) }),
        ...(after && { after: onWire(after, time) }),
        ...(reason !== undefined && { reason }),
      };
    });
    return { entries: fitAnswer(entries) };
  },
  async version({ deps }: Context<Deps>) {
    const [newest] = await deps.store.recentAudit(1);
    return newest?.audit_id ?? 0;
  },
});

type State = NonNullable<AuditEntry['before']>;

/** What a record was: its last heartbeat as an instant, as every other answer has it. */
function onWire({ last_seen_ms, ...state }: State, time: BuildingTime): State {
  return typeof last_seen_ms === 'number' ? { ...state, last_seen: time.iso(last_seen_ms) } : state;
}

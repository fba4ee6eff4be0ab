import type { Context } from '@nexus/server-kit';
import { fitAnswer } from '@nexus/server-kit';
import { defineResource, type Deps } from '../deps.ts';

const MAX_ENTRIES = 100;

export const recentCalls = defineResource({
  name: 'recent-calls',
  title: 'Recent calls',
  description: 'The last calls of registered tools, newest first: which version, who, how long, and how it ended.',
  mimeType: 'application/json',
  uri: 'dynamic-tools://calls/recent',
  async read({ deps, time }: Context<Deps>) {
    const recent = await deps.store.recentCalls(MAX_ENTRIES);
    const calls = recent.map(({ at_ms, name, version, actor, duration_ms, outcome }) => {
      return { at: time.iso(at_ms), tool: `${name}@${version}`, actor, duration_ms, outcome };
    });
    return { calls: fitAnswer(calls) };
  },
});

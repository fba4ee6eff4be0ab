import type Database from 'better-sqlite3';
import type { By } from './store.ts';

/** Leaves a trace of a change: who, when, what, before, after and why. */
export function audit(
  database: Database.Database,
  { actor, at_ms, reason }: By,
  what: { readonly action: string; readonly subject: string; readonly before?: object; readonly after?: object },
): void {
  const json = (state: object | undefined) => (state === undefined ? null : JSON.stringify(state));
  database
    .prepare('INSERT INTO audit (at_ms, actor, action, subject, before, after, reason) VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(at_ms, actor, what.action, what.subject, json(what.before), json(what.after), reason ?? null);
}

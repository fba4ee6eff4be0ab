import { loadEnvironment } from '@nexus/models/environment';
import { plainText } from '../loop/plain-text.ts';
import { dataDirOf } from '../platform/platform-plan.ts';
import { SessionStore, type StoredSession } from '../sessions/session-store.ts';
import { coloursFor } from './colours.ts';
import { EXIT } from './exit-codes.ts';
import type { SessionAction } from './session-actions.ts';

export interface SessionFlags {
  readonly json?: boolean;
}

/** Lists, shows, exports and deletes saved conversations. */
export function sessions(action: SessionAction, id: string | undefined, { json = false }: SessionFlags): number {
  const store = new SessionStore(dataDirOf(loadEnvironment()));
  if (action === 'list') printList(store.list(), json);
  else if (action === 'delete') {
    const session = store.find(id);
    store.delete(session.id);
    console.log(`Deleted ${session.id}.`);
  } else if (action === 'export' || json) console.log(JSON.stringify(store.find(id), null, 2));
  else console.log(transcript(store.find(id)));
  return EXIT.ok;
}

function printList(all: readonly StoredSession[], json: boolean): void {
  const { bold, dim } = coloursFor(process.stdout);
  if (json) {
    const lines = all.map(({ messages, ...session }) => ({ ...session, questions: questionsOf(messages) }));
    console.log(JSON.stringify(lines, null, 2));
  } else if (all.length === 0) console.log('There is no saved session; nexus chat saves each one.');
  for (const { id, updated, title, messages } of json ? [] : all) {
    const count = questionsOf(messages);
    console.log(
      `${bold(id)}  ${dim(updated.slice(0, 16).replace('T', ' '))}  ${plainText(title)}${count > 1 ? dim(`  +${count - 1}`) : ''}`,
    );
  }
}

function questionsOf(messages: StoredSession['messages']): number {
  return messages.filter(({ role }) => role === 'user').length;
}

/** Questions and answers, with the names of the tools between them. */
export function transcript({ messages }: Pick<StoredSession, 'messages'>, last = Number.POSITIVE_INFINITY): string {
  const { cyan, dim } = coloursFor(process.stdout);
  const lines = messages.flatMap((message): string[] => {
    if (message.role === 'user') return [`${cyan('>')} ${plainText(message.content)}`];
    if (message.role !== 'assistant') return [];
    const calls = message.tool_calls?.map((call) => dim(`  ${plainText(call.function.name)}`)) ?? [];
    return [...calls, ...(message.content ? [plainText(message.content)] : [])];
  });
  return lines.slice(-last).join('\n');
}

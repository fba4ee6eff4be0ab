import type { Request } from '../worker/protocol.ts';
import type { WorkerCommand } from '../worker-command.ts';
import type { AskOptions, Reply } from '../worker-process.ts';

/** What the thread is to do about a worker. */
export type Order =
  | { readonly kind: 'start'; readonly command: WorkerCommand }
  | { readonly kind: 'ask'; readonly request: Request; readonly options: Omit<AskOptions, 'signal'> }
  | { readonly kind: 'cancel' | 'kill' };

/** What the thread says of a worker; `ended` comes last. */
export type News =
  | { readonly kind: 'ready' | 'ended' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** Whoever gives the orders numbers the workers. */
export type Numbered<Message> = Message & { readonly id: number };

import type { Request } from '../worker/protocol.ts';
import type { WorkerCommand } from '../worker-command.ts';
import type { AskOptions, Reply } from '../worker-process.ts';

/** To the thread, about a worker that the sender has numbered. */
export type ToThread = { readonly id: number } & (
  | { readonly kind: 'start'; readonly command: WorkerCommand }
  | { readonly kind: 'ask'; readonly request: Request; readonly options: Omit<AskOptions, 'signal'> }
  | { readonly kind: 'cancel' | 'kill' }
);

/** From the thread: `ended` is the last that it says of a worker. */
export type FromThread = { readonly id: number } & (
  | { readonly kind: 'ready' | 'ended' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'reply'; readonly reply: Reply }
);

// A thread that starts worker processes: each start holds its thread up for 5 to 20 ms, in which a server would answer nobody.
import { parentPort } from 'node:worker_threads';
import type { WorkerCommand } from '../worker-command.ts';
import { WorkerProcess } from '../worker-process.ts';
import type { News, Numbered, Order } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('thread/main.ts is no program of its own');
const send = (news: Numbered<News>): void => port.postMessage(news);
const workers = new Map<number, { readonly worker: WorkerProcess; readonly cancelled: AbortController }>();

port.on('message', (order: Numbered<Order>) => {
  const { id } = order;
  if (order.kind === 'start') return start(id, order.command);
  const known = workers.get(id);
  if (known === undefined) return; // it has ended, which was said
  const { worker, cancelled } = known;
  if (order.kind === 'ask') {
    const options = { ...order.options, signal: cancelled.signal };
    void worker.ask(order.request, options).then((reply) => send({ id, kind: 'reply', reply }));
  } else if (order.kind === 'cancel') cancelled.abort();
  else worker.kill();
});

function start(id: number, command: WorkerCommand): void {
  const failed = (error: unknown) =>
    send({ id, kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  const ended = () => {
    workers.delete(id);
    send({ id, kind: 'ended' });
  };
  try {
    const worker = new WorkerProcess(command);
    workers.set(id, { worker, cancelled: new AbortController() });
    worker.ready.then(() => send({ id, kind: 'ready' }), failed);
    void worker.ended.then(() => worker.ready).then(ended, ended); // after why it did not start
  } catch (error) {
    failed(error); // the system did not even try, for want of memory or files
    ended();
  }
}

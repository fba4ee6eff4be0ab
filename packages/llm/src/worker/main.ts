// The process that holds a local model: native code that meets a bad file ends this process and not the host.
import { Engine } from './engine.ts';
import { faultOf } from './faults.ts';
import type { ModelOptions, Order, Report, WorkerChat } from './protocol.ts';

const running = new Map<number, AbortController>();
let engine: Engine | undefined;
let last: Promise<unknown> = Promise.resolve();

process.on('message', (order: Order) => {
  if (order.type === 'open') void open(order.options);
  else if (order.type === 'abort') running.get(order.id)?.abort();
  else {
    const { id, chat } = order;
    running.set(id, new AbortController());
    last = last.then(() => answer(id, chat));
  }
});
// The host is gone, whatever became of it.
process.on('disconnect', () => process.exit(0));

async function open(options: ModelOptions): Promise<void> {
  try {
    engine = await Engine.open(await import('node-llama-cpp'), options);
    report({ type: 'opened', context_tokens: engine.contextTokens });
  } catch (error) {
    report({ type: 'not_opened', fault: faultOf(error, 'bad_file') });
  }
}

async function answer(id: number, chat: WorkerChat): Promise<void> {
  const controller = running.get(id);
  if (engine === undefined || controller === undefined) return;
  try {
    controller.signal.throwIfAborted();
    await engine.chat(chat, (chunk) => report({ type: 'chunk', id, chunk }), controller.signal);
    report({ type: 'ended', id });
  } catch (error) {
    report({ type: 'ended', id, fault: faultOf(error, controller.signal.aborted ? 'aborted' : 'failed') });
  } finally {
    running.delete(id);
  }
}

function report(message: Report): void {
  if (process.connected) process.send?.(message);
}

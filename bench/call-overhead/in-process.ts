import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { NAME } from './tool.ts';

/** What the bench calls: one side of the comparison, at one end of a transport. */
export interface Subject {
  call(args: object): Promise<void>;
  close(): void;
}

/** Calls without the SDK's client, whose cost both sides would share. */
export async function inProcess(server: { connect(transport: Transport): Promise<void> }): Promise<Subject> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  let answered = () => {};
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- no EventTarget: the SDK has one handler each
  near.onmessage = () => answered();
  await server.connect(far);
  let id = 0;
  return {
    async call(args) {
      const { promise, resolve } = Promise.withResolvers<void>();
      answered = resolve;
      id += 1;
      await near.send({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: NAME, arguments: { ...args } } });
      await promise;
    },
    close() {},
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turnOfOthers } from 'node:timers/promises';

/** Requests that a connection may have unanswered; hardly a client sends a second one before the first is. */
const MAX_UNANSWERED = 100;

interface Connection {
  unanswered: number;
  /** When its latest request is. */
  answered: Promise<void>;
}

/** Lets one request of a connection run at a time: Node starts all that a client sends at once. */
export class Turns {
  readonly #connections = new WeakMap<Socket, Connection>();

  /** Waits until the requests before this one are answered. @returns Whether the client is still there. */
  async wait({ socket }: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const connection = this.#connections.get(socket) ?? { unanswered: 0, answered: Promise.resolve() };
    this.#connections.set(socket, connection);
    const { unanswered, answered } = connection;
    connection.unanswered += 1;
    connection.answered = new Promise((resolve) => {
      res.once('close', () => {
        connection.unanswered -= 1;
        resolve();
      });
    });
    if (unanswered === MAX_UNANSWERED) socket.destroy();
    if (unanswered > 0) {
      await answered;
      await turnOfOthers(); // what has been received already would be answered in one go
    }
    return !socket.destroyed;
  }
}

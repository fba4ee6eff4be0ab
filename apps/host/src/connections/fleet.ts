import type { ServerTarget } from '../servers/server-target.ts';
import { type ConnectionOptions, McpConnection, type ServerStatus } from './connection.ts';

/** All servers of a host, each on its own: one that is dead or slow holds up nobody. */
export class ServerFleet {
  readonly connections: readonly McpConnection[];

  constructor(targets: readonly ServerTarget[], options: ConnectionOptions) {
    this.connections = targets.map((target) => new McpConnection(target, options));
  }

  get status(): ServerStatus[] {
    return this.connections.map(({ status }) => status);
  }

  /** Connects to all at once; resolves when each is ready or has failed, at the latest after its budget. */
  async connect(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.connect()));
  }

  /** Lists the tools of all servers again, and tries the absent ones. */
  async refresh(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.refresh()));
  }

  async close(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.close()));
  }
}

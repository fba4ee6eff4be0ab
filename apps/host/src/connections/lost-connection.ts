import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const CONNECTION_CLOSED: number = ErrorCode.ConnectionClosed;

/** The server went away, or forgot our session, before it answered. */
export class LostConnection extends Error {
  override readonly name = 'LostConnection';
}

/** Whether an error of the SDK means that the connection, rather than the call, has failed. */
export function meansLost(error: unknown): boolean {
  if (error instanceof McpError) return error.code === CONNECTION_CLOSED;
  // 404 is what a server answers that was restarted and does not know our session.
  if (error instanceof StreamableHTTPError) return error.code === 404;
  // The SDK has no class for these: not connected any more, or the POST itself failed.
  return error instanceof Error && (error.message === 'Not connected' || error.message.startsWith('fetch failed'));
}

/** An error on one line, with the cause that `fetch` hides. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  // A refused connection to several addresses is an AggregateError without a message of its own.
  const reason = cause.message || ('code' in cause ? String(cause.code) : cause.name);
  return `${error.message} (${reason})`;
}

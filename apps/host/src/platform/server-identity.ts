import { get } from 'node:http';
import * as z from 'zod';

const MAX_ANSWER_CHARS = 4_096;

const Identity = z.object({ status: z.string(), server: z.string(), data: z.string().optional() });

/** What a server of the platform says of itself. */
type ServerIdentity = z.output<typeof Identity>;

/** What is at an address: nothing, a server of the platform, or something else. */
export type Occupant = { readonly kind: 'nobody' | 'stranger' } | ({ readonly kind: 'server' } & ServerIdentity);

/**
 * Asks who is at the address of an MCP server, on its `/readyz`. A port proves nothing: 8001 belongs to everyone.
 *
 * Never rejects; what does not answer in time is a stranger.
 */
export async function occupantOf(mcpUrl: string, timeoutMs: number): Promise<Occupant> {
  try {
    const answer = Identity.safeParse(JSON.parse(await body(new URL('/readyz', mcpUrl), timeoutMs)));
    return answer.success ? { kind: 'server', ...answer.data } : { kind: 'stranger' };
  } catch (error) {
    return { kind: isRefused(error) ? 'nobody' : 'stranger' };
  }
}

function body(url: URL, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // A connection of its own, which ends with the answer.
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER_CHARS) request.destroy(new Error('The answer is too long.'));
      });
      response.on('end', () => resolve(text)).on('error', reject);
    });
    request.on('error', reject);
  });
}

/** Of a name with several addresses, each may be refused by itself. */
function isRefused(error: unknown): boolean {
  const all = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  return all.every((each) => each instanceof Error && 'code' in each && each.code === 'ECONNREFUSED');
}

import type { IncomingMessage } from 'node:http';

/**
 * The body of a request; undefined when it is longer than the limit, of which no more than the limit is kept.
 *
 * @param take Asked for room for each part, and ends the reading with `false`.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  take: (bytes: number) => boolean = () => true,
): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined;
  const parts: Uint8Array[] = [];
  let length = 0;
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>();
  request.on('data', (part: Uint8Array) => {
    length += part.length;
    if (length <= maxBytes && take(part.length)) parts.push(part);
    else {
      parts.length = 0;
      resolve(undefined);
    }
  });
  request.on('end', () => resolve(Buffer.concat(parts)));
  request.on('close', () => reject(new Error('The client left before its request was complete.')));
  request.on('error', reject);
  return promise;
}

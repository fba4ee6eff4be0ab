import type { IncomingMessage } from 'node:http';
import type { BodyBudget, BodyShare } from './body-budget.ts';
import { readBody } from './request-body.ts';

/** Why a body is not handled. */
export interface BodyRefusal {
  readonly status: 400 | 413 | 415 | 503;
  readonly message: string;
}

/** The body of a request, unpacked; neither packed nor unpacked is it ever longer in memory than the limit. */
export async function routeBody(
  req: IncomingMessage,
  maxBytes: number,
  budget: BodyBudget,
  share: BodyShare,
): Promise<Uint8Array | BodyRefusal> {
  const encoding = (req.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return { status: 415, message: 'Content-Encoding must be gzip, or left out' };
  }
  let isRoomy = true;
  const body = await readBody(req, maxBytes, (bytes) => (isRoomy &&= share.take(bytes)));
  const tooMuch: BodyRefusal = { status: 503, message: 'Too many requests are being read; try again later' };
  if (!isRoomy) return tooMuch;
  const tooLong: BodyRefusal = { status: 413, message: `The body is longer than ${maxBytes} bytes` };
  if (body === undefined) return tooLong;
  if (encoding === 'identity') return body;
  // Not imported: in a bundle that would load them at every start over stdio.
  const { gunzip } = process.getBuiltinModule('node:zlib');
  const unpack = process.getBuiltinModule('node:util').promisify(gunzip);
  try {
    const unpacked = await budget.inTurn(() => unpack(body, { maxOutputLength: maxBytes }));
    return share.take(unpacked.length) ? unpacked : tooMuch;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') return tooLong;
    if (code.startsWith('Z_')) return { status: 400, message: 'The body is no whole gzip' };
    throw error;
  }
}

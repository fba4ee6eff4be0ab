import type { IncomingMessage } from 'node:http';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const WILDCARD = new Set(['0.0.0.0', '[::]']);

/** A bearer token and who holds it. */
export interface AccessToken {
  readonly name: string;
  readonly token: string;
}

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(urlHost(host));
}

/** A host name or address as it stands in a URL. */
export function urlHost(host: string): string {
  const lower = host.toLowerCase();
  return lower.includes(':') && !lower.startsWith('[') ? `[${lower}]` : lower;
}

/**
 * Whether the Host header names this server, so that a web page cannot reach it by pointing its own name here.
 *
 * @param bound What the server listens on; a wildcard address has any number of names, and is only bound with a token.
 */
export function isOwnHost(header: string | undefined, bound: string): boolean {
  if (header === undefined || !/^[\w.:[\]-]+$/.test(header)) return false;
  const own = urlHost(bound);
  if (WILDCARD.has(own)) return true;
  const name = URL.parse(`http://${header}`)?.hostname;
  return name !== undefined && (LOOPBACK.has(name) || name === own);
}

/** Whether a browser page of this origin may call: none but one on this machine or of this server. */
export function isOwnOrigin(header: string | undefined, bound: string): boolean {
  if (header === undefined) return true;
  const origin = /^https?:\/\/[\w.:[\]-]+$/i.test(header) ? URL.parse(header) : null;
  if (origin === null) return false;
  return LOOPBACK.has(origin.hostname) || origin.hostname === urlHost(bound);
}

/** Whether a header that decides who may call is there twice: Node takes the first, and a proxy may take the other. */
export function isAmbiguous({ headersDistinct }: IncomingMessage): boolean {
  return ['host', 'authorization'].some((name) => (headersDistinct[name]?.length ?? 0) > 1);
}

/** The holder of the request's bearer token; undefined when it has none that is known. */
export function bearerOf({ headers }: IncomingMessage, tokens: readonly AccessToken[]): AccessToken | undefined {
  return holderOf(/^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1], tokens);
}

/** The same for those who write as to InfluxDB, which takes a token as `Token`, or as a password of any user. */
export function writerOf({ headers }: IncomingMessage, tokens: readonly AccessToken[]): AccessToken | undefined {
  const [, scheme = '', given = ''] = /^(Bearer|Token|Basic) +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() !== 'basic') return holderOf(given, tokens);
  const userAndPassword = Buffer.from(given, 'base64').toString();
  return holderOf(userAndPassword.slice(userAndPassword.indexOf(':') + 1), tokens);
}

function holderOf(given: string | undefined, tokens: readonly AccessToken[]): AccessToken | undefined {
  if (given === undefined) return undefined;
  // Not imported: in a bundle that would load it at every start over stdio.
  const { hash, timingSafeEqual } = process.getBuiltinModule('node:crypto');
  const digest = hash('sha256', given, 'buffer');
  // Every token is compared, and as a digest: the time tells neither which one nor how much of it was right.
  return tokens.filter(({ token }) => timingSafeEqual(hash('sha256', token, 'buffer'), digest)).at(0);
}

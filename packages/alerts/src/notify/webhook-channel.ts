import { createHmac } from 'node:crypto';
import { type Channel, UndeliverableError } from './channel.ts';

const TIMEOUT_MS = 10_000;
/** They say that it may work later. */
const PASSING = [408, 409, 425, 429];

/**
 * Posts every message as JSON, signed as Standard Webhooks (version 1) has it.
 *
 * @param options.secret Signs when given: `whsec_` and base64, or any text.
 */
export function webhookChannel(options: {
  readonly url: string;
  readonly secret?: string | undefined;
  readonly now: () => number;
}): Channel {
  return {
    name: 'webhook',
    async send({ key }, body, signal) {
      const timestamp = String(Math.floor(options.now() / 1000));
      const signature = options.secret === undefined ? undefined : sign(options.secret, `${key}.${timestamp}.${body}`);
      const response = await fetch(options.url, {
        method: 'POST',
        redirect: 'manual', // a signed message goes to whom it was configured for, and to nobody else
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': key,
          'webhook-id': key,
          'webhook-timestamp': timestamp,
          ...(signature === undefined ? {} : { 'webhook-signature': signature }),
        },
        body,
      });
      await response.body?.cancel();
      if (response.ok) return;
      const message = `The receiver answered ${response.status}.`;
      const isFinal = response.status >= 400 && response.status < 500 && !PASSING.includes(response.status);
      throw isFinal ? new UndeliverableError(message) : new Error(message);
    },
  };
}

function sign(secret: string, content: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

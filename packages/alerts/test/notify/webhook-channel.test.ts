import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { UndeliverableError } from '../../src/notify/channel.ts';
import { webhookChannel } from '../../src/notify/webhook-channel.ts';
import type { Notification } from '../../src/store/index.ts';

const NOW_MS = Date.parse('2026-06-01T12:00:00.900Z');
const BODY = '{"id":"db:7"}';
// Only its key is looked at.
const NOTIFICATION = { key: 'db:7' } as Notification;
const never = new AbortController().signal;

/** A receiver that answers as it is told, and what it was sent. */
async function receiver(status: number, headers: Record<string, string> = {}) {
  const got: { readonly request: IncomingMessage; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      got.push({ request, body });
      response.writeHead(status, headers).end('thanks');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    got,
    url: `http://127.0.0.1:${port}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('posts the message with its key, signed as Standard Webhooks has it', async () => {
  await using desk = await receiver(204);
  const secret = `whsec_${Buffer.from('a key of many bytes').toString('base64')}`;
  await webhookChannel({ url: desk.url, secret, now: () => NOW_MS }).send(NOTIFICATION, BODY, never);
  const [one] = desk.got;
  expect(one?.body).toBe(BODY);
  // The signature is of id, seconds and body, with the bytes behind whsec_.
  const signature = createHmac('sha256', 'a key of many bytes').update(`db:7.1780315200.${BODY}`).digest('base64');
  expect(one?.request).toMatchObject({
    method: 'POST',
    url: '/hook',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': 'db:7',
      'webhook-id': 'db:7',
      'webhook-timestamp': '1780315200',
      'webhook-signature': `v1,${signature}`,
    },
  });
});

test('a secret of plain text signs too, and without one nothing is signed', async () => {
  await using desk = await receiver(200);
  await webhookChannel({ url: desk.url, secret: 'plain', now: () => NOW_MS }).send(NOTIFICATION, BODY, never);
  await webhookChannel({ url: desk.url, now: () => NOW_MS }).send(NOTIFICATION, BODY, never);
  const signature = createHmac('sha256', 'plain').update(`db:7.1780315200.${BODY}`).digest('base64');
  expect(desk.got.map(({ request }) => request.headers['webhook-signature'])).toEqual([`v1,${signature}`, undefined]);
});

test.each([400, 401, 404, 410, 422])('an answer of %i is final', async (status) => {
  await using desk = await receiver(status);
  const sent = webhookChannel({ url: desk.url, now: () => NOW_MS }).send(NOTIFICATION, BODY, never);
  await expect(sent).rejects.toBeInstanceOf(UndeliverableError);
});

test.each([302, 408, 409, 425, 429, 500, 503])('an answer of %i is tried again', async (status) => {
  await using desk = await receiver(status, { location: 'http://127.0.0.1:9/elsewhere' });
  const sent = webhookChannel({ url: desk.url, now: () => NOW_MS }).send(NOTIFICATION, BODY, never);
  await expect(sent).rejects.toThrow(`The receiver answered ${status}.`);
  await expect(sent).rejects.not.toBeInstanceOf(UndeliverableError);
  expect(desk.got).toHaveLength(1); // and no other address is asked
});

test('nobody there is tried again', async () => {
  const sent = webhookChannel({ url: 'http://127.0.0.1:9/hook', now: () => NOW_MS }).send(NOTIFICATION, BODY, never);
  await expect(sent).rejects.not.toBeInstanceOf(UndeliverableError);
});

test('a receiver that hangs is left when the evaluator stops', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = new AbortController();
  const { port } = server.address() as AddressInfo;
  const sent = webhookChannel({ url: `http://127.0.0.1:${port}`, now: () => NOW_MS }).send(
    NOTIFICATION,
    BODY,
    stop.signal,
  );
  await once(server, 'request');
  stop.abort();
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  server.closeAllConnections();
  server.close();
});

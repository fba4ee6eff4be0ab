import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage } from '../src/json-rpc.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

function codeOf(text: string | Uint8Array): number | undefined {
  const received = readMessage(typeof text === 'string' ? Buffer.from(text) : text);
  return 'refusal' in received ? received.refusal.code : undefined;
}

function nested(levels: number): string {
  return `{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}}`;
}

test('reads a message', () => {
  expect(readMessage(Buffer.from(PING))).toEqual({ message: { jsonrpc: '2.0', id: 1, method: 'ping' } });
});

test.each([
  ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), -32700],
  ['an overlong sequence', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), -32700],
  ['malformed JSON', '{"jsonrpc":', -32700],
  ['NaN', '{"jsonrpc":"2.0","id":NaN,"method":"ping"}', -32700],
  ['a batch', `[${PING}]`, -32600],
  ['a text', '"ping"', -32600],
  ['null', 'null', -32600],
  ['another protocol', '{"id":1,"method":"ping"}', -32600],
  ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
  ['65 levels', nested(65), -32600],
  ['nothing but brackets', '['.repeat(1_000_000), -32600],
])('refuses %s', (_, text, code) => {
  expect(codeOf(text)).toBe(code);
});

test('takes 64 levels, and brackets in texts for what they are', () => {
  expect(codeOf(nested(64))).toBeUndefined();
  const text = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x', params: { a: `"\\${'[{'.repeat(100)}` } });
  expect(codeOf(text)).toBeUndefined();
});

test('never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((json) => Buffer.from(json)),
      ),
      (bytes) => {
        expect(['message', 'refusal']).toContain(Object.keys(readMessage(bytes))[0]);
      },
    ),
  );
});

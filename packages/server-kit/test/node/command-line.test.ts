import { expect, test } from 'vitest';
import { parseCommandLine } from '../../src/node/command-line.ts';
import { probe } from '../probe/server.ts';

test.each([
  ['', { kind: 'stdio', readOnly: false }],
  ['--read-only', { kind: 'stdio', readOnly: true }],
  ['--http', { kind: 'http', readOnly: false, host: '127.0.0.1', port: 8999 }],
  ['--http --port=0 --host ::1', { kind: 'http', readOnly: false, host: '::1', port: 0 }],
  ['-v --http', { kind: 'version' }],
  ['--help', { kind: 'help', command: undefined }],
])('%j asks for %j', (words, line) => {
  expect(parseCommandLine(probe, words.split(' ').filter(Boolean))).toEqual(line);
});

test.each([
  ['--colour', "Unknown option '--colour'"],
  ['--read-only=1', "Option '--read-only' does not take an argument"],
  ['--port 80', '--port and --host need --http'],
  ['--http --port 99999', '--port must be a number from 0 to 65535'],
  ['--http --port -1', "Option '--port' argument is ambiguous"],
  ['--http --port 8e3', '--port must be a number from 0 to 65535'],
  ['--http --host a/b', '--host must be a name or an address'],
  ['--http extra', "Unexpected argument 'extra'"],
  ['fetch', 'There is no command "fetch"'],
  ['count --fast', "Unknown option '--fast'"],
  ['count --to', "Option '--to <value>' argument missing"],
])('%j is a misuse', (words, message) => {
  expect(parseCommandLine(probe, words.split(' '))).toMatchObject({ kind: 'fault', message });
});

test('a command gets its options and words', () => {
  expect(parseCommandLine(probe, ['count', '--to', '3', 'a', 'b'])).toMatchObject({
    kind: 'command',
    command: { name: 'count' },
    input: { options: { to: '3' }, positionals: ['a', 'b'] },
  });
  expect(parseCommandLine(probe, ['count', '-h'])).toMatchObject({ kind: 'help', command: { name: 'count' } });
});

test('a value of a command may begin with a minus sign and a digit, as relative times do', () => {
  expect(parseCommandLine(probe, ['count', '--to', '-24h', 'a'])).toMatchObject({
    kind: 'command',
    input: { options: { to: '-24h' }, positionals: ['a'] },
  });
  expect(parseCommandLine(probe, ['count', '--to', '-x'])).toMatchObject({ kind: 'fault' });
});

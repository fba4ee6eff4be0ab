import { expect, test } from 'vitest';
import { ChatCommands } from '../../src/cli/chat-commands.ts';
import { hostOver } from '../fixtures/host.ts';
import { inventedServer } from '../fixtures/invented-server.ts';
import { scripted } from '../fixtures/scripted-backend.ts';

test.each([
  [undefined, true],
  [true, false],
])(
  'a prompt of a server (trusted: %s) is a command, and what it says is known as foreign: %s',
  async (trusted, foreign) => {
    await using server = await inventedServer([], undefined, trusted === undefined ? {} : { trusted });
    await using host = hostOver([server.target], scripted());
    const commands = new ChatCommands(host);
    expect(await commands.load()).toEqual([]);
    expect(commands.names).toContain('/triage');
    expect(commands.help).toBe('  /triage [zone] [since]  Sorts.');
    expect(await commands.prompt('/triage Conference Room 3B since=-24h')).toEqual({
      text: 'What is wrong in Conference Room 3B since -24h?',
      hasForeignText: foreign,
    });
    expect(await commands.prompt('/nothing')).toBeUndefined();
  },
);

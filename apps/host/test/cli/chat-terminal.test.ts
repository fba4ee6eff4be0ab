import { ElicitResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SessionStore } from '../../src/sessions/session-store.ts';
import { until } from '../fixtures/host.ts';
import { inventedServer, inventedTool, text } from '../fixtures/invented-server.ts';
import { modelServer } from '../fixtures/model-server.ts';
import { calls, says } from '../fixtures/scripted-backend.ts';
import { building, serverLog, tempFolder } from '../fixtures/targets.ts';
import { CTRL_C, ENTER, startTerminal } from '../fixtures/terminal.ts';

const PROMPT = 'nexus> ';

test('pasted lines are one question, with brackets or without; a line that ends in \\ goes on', async () => {
  await using model = await modelServer(says('one.'), says('two.'), says('three.'));
  await using terminal = startTerminal(['chat'], { env: model.environment });
  await terminal.shows(PROMPT);
  // With brackets it waits for Enter, and a pasted Ctrl-C or Escape is no key.
  terminal.type('\u001b[200~How warm is\n\tthe lobby\u0003\u001b[D?\n\u001b[201~');
  await terminal.shows('How warm is\u23CE the lobby[D?');
  expect(model.requests).toEqual([]);
  terminal.type(ENTER);
  await terminal.shows('one.');
  expect(model.requests[0]?.at(-1)).toBe('How warm is\n the lobby[D?');
  await terminal.shows(PROMPT);
  terminal.type('And\nthe roof?\n');
  await terminal.shows('two.');
  expect(model.requests[1]?.at(-1)).toBe('And\nthe roof?');
  await terminal.shows(PROMPT);
  terminal.type(`And\\${ENTER}`);
  await terminal.shows('...> ');
  terminal.type(`the attic?${ENTER}`);
  await terminal.shows('three.');
  expect(model.requests[2]?.at(-1)).toBe('And\nthe attic?');
  await terminal.shows(PROMPT);
  terminal.type(`/quit${ENTER}`);
  expect(await terminal.ended).toMatchObject({ code: 0 });
  expect(model.requests).toHaveLength(3);
});

test('a change is asked with the value before and after; no refuses it, and always asks no more', async () => {
  const device = { type: 'object' as const, properties: { device_id: { type: 'string' } }, required: ['device_id'] };
  const tools = [
    { ...inventedTool('get_device', { readOnlyHint: true }), inputSchema: device },
    {
      ...inventedTool('update_device_status', { readOnlyHint: false, destructiveHint: false }),
      inputSchema: { ...device, properties: { ...device.properties, new_status: { type: 'string' } } },
    },
  ];
  const record = { device_id: 'D1', status: 'offline\u0007' };
  await using server = await inventedServer(
    tools,
    (name) => (name === 'get_device' ? { ...text('D1'), structuredContent: record } : text('set')),
    { trusted: true },
  );
  const change = calls(['update_device_status', { device_id: 'D1', new_status: 'online' }]);
  await using model = await modelServer(change, says('refused.'), change, says('changed.'), change, says('again.'));
  await using terminal = startTerminal(['chat'], { servers: [server.target], env: model.environment });
  await terminal.shows(PROMPT);
  terminal.type(`switch it on${ENTER}`);
  const asked = await terminal.shows('[N]o: ');
  expect(asked).toContain('update_device_status device_id="D1" new_status="online"');
  expect(asked).toContain('status: offline → online');
  terminal.type(`n${ENTER}`);
  await terminal.shows('refused.');
  expect(server.ran.filter((name) => name === 'update_device_status')).toEqual([]);
  await terminal.shows(PROMPT);
  terminal.type(`switch it on${ENTER}`);
  await terminal.shows('[N]o: ');
  terminal.type(`a${ENTER}`);
  await terminal.shows('changed.');
  expect(server.ran.filter((name) => name === 'update_device_status')).toHaveLength(1);
  await terminal.shows(PROMPT);
  terminal.type(`switch it on${ENTER}`);
  expect(await terminal.shows('again.')).not.toContain('[N]o');
  expect(server.ran.filter((name) => name === 'update_device_status')).toHaveLength(2);
});

test('Ctrl-C at a question stops the turn without the change, and twice at the prompt leaves', async () => {
  const log = serverLog();
  await using model = await modelServer(calls(['set_point', { point: 'a', value: 1 }]), says('second.'));
  await using terminal = startTerminal(['chat'], { servers: [building({ log })], env: model.environment });
  await terminal.shows(PROMPT);
  terminal.type(`set a${ENTER}`);
  await terminal.shows('[N]o: ');
  terminal.type(CTRL_C);
  await terminal.shows('Stopped.');
  await terminal.shows(PROMPT);
  terminal.type(`and now?${ENTER}`);
  await terminal.shows('second.');
  expect(log.count('set_point a 1')).toBe(0);
  await terminal.shows(PROMPT);
  terminal.type(CTRL_C);
  await terminal.shows('Ctrl-C again leaves.');
  terminal.type(CTRL_C);
  expect(await terminal.ended).toMatchObject({ code: 0 });
});

const FORM = {
  mode: 'form' as const,
  message: 'Where does the sensor go?\u001b[2J',
  requestedSchema: {
    type: 'object' as const,
    properties: {
      room: { type: 'string' as const, title: 'Room\u202E\nnumber', description: 'As on the door.', minLength: 2 },
      floor: { type: 'integer' as const, minimum: -1, maximum: 9, default: 3 },
      kind: {
        type: 'string' as const,
        oneOf: [
          { const: 'co2', title: 'CO2' },
          { const: 't', title: 'Warmth' },
        ],
      },
      note: { type: 'string' as const },
    },
    required: ['room', 'kind'],
  },
};

/** Has a server's tool ask the person, and tells what the server got. */
async function asking(keys: readonly (readonly [shown: string, keys: string])[]) {
  const got: unknown[] = [];
  await using server = await inventedServer(
    [inventedTool('place', { readOnlyHint: true })],
    async (_name, _args, { sendRequest }) => {
      got.push(await sendRequest({ method: 'elicitation/create', params: FORM }, ElicitResultSchema));
      return text('placed');
    },
    { trusted: true },
  );
  await using model = await modelServer(calls(['place']), says('placed.'));
  await using terminal = startTerminal(['chat'], { servers: [server.target], env: model.environment });
  await terminal.shows(PROMPT);
  terminal.type(`place it${ENTER}`);
  for (const [shown, pressed] of keys) {
    await terminal.shows(shown);
    terminal.type(pressed);
  }
  await terminal.shows('placed.');
  return { got, screen: terminal.screen() };
}

test("a server's form is asked field by field, checked, shown, and sent when the person says so", async () => {
  const { got, screen } = await asking([
    ['Room number (text): ', `x${ENTER}`],
    ['It has to have 2 characters or more.', ''],
    ['Room number (text): ', `3B${ENTER}`],
    ['floor (whole number from -1 to 9, optional) [3]: ', `ten${ENTER}`],
    ['It has to be a number.', ENTER],
    ['kind (choice): ', `3${ENTER}`],
    ['Choose from the list', `warmth${ENTER}`],
    ['note (text, optional): ', ENTER],
    ['Send it to invented? [y]es, [N]o: ', `y${ENTER}`],
  ]);
  expect(got).toEqual([{ action: 'accept', content: { room: '3B', floor: 3, kind: 't' } }]);
  expect(screen).toContain('The server invented asks: Where does the sensor go?');
  expect(screen).toContain('As on the door.');
  expect(screen).not.toContain('\u202E');
});

test.each([
  ['/decline', 'decline'],
  ['/cancel', 'cancel'],
])('%s tells the server so', async (word, action) => {
  expect((await asking([['Room number (text): ', `${word}${ENTER}`]])).got).toEqual([{ action }]);
});

test('a conversation that outgrows the context is summed up, which is said and not taken for an answer', async () => {
  const dataDir = join(tempFolder(), 'data');
  const store = new SessionStore(dataDir);
  const long = 'x'.repeat(100_000);
  store.save(
    store.begin(),
    ['first', 'second', 'third', 'fourth'].flatMap((question) => [
      { role: 'user' as const, content: `${question} question` },
      { role: 'assistant' as const, content: long },
    ]),
  );
  await using model = await modelServer(says('THE SUMMARY'), says('as before.'));
  const env = { ...model.environment, NEXUS_DATA_DIR: dataDir };
  await using terminal = startTerminal(['chat', '--resume'], { env });
  await terminal.shows(PROMPT);
  terminal.type(`and now?${ENTER}`);
  await terminal.shows('Earlier questions were summed up');
  await terminal.shows('as before.');
  await until(() => model.requests.length === 2);
  expect(terminal.screen()).not.toContain('THE SUMMARY');
  expect(model.requests[1]?.join('\n')).toContain('THE SUMMARY');
});

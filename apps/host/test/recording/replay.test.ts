import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HostEvent } from '../../src/loop/events.ts';
import { Recorder } from '../../src/recording/recorder.ts';
import { replay } from '../../src/recording/replay.ts';
import { dynamicTools, ENERGY_USE } from '../fixtures/dynamic-tools.ts';
import { Events, hostOver } from '../fixtures/host.ts';
import { modelServer } from '../fixtures/model-server.ts';
import { nexus } from '../fixtures/nexus.ts';
import { calls, says, scripted } from '../fixtures/scripted-backend.ts';
import { building, tempFolder } from '../fixtures/targets.ts';

/** A recording of one question: two reads side by side, a tool that fails, one that does not exist, one that is refused. */
async function recorded(): Promise<{ readonly file: string; readonly events: HostEvent[] }> {
  const file = join(tempFolder(), 'recording.jsonl');
  await using model = await modelServer(
    calls(['read_point', { point: 'lobby', wait_ms: 200 }], ['read_point', { point: 'roof' }]),
    calls(['fail'], ['no_such_tool'], ['set_point', { point: 'lobby', value: 20 }]),
    says('21.5 °C, and it was not changed.'),
  );
  const words = ['ask', '--json', '--record', file, 'How warm is it?'];
  const { code, stdout } = await nexus(words, { servers: [building()], env: model.environment });
  expect(code).toBe(0);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HostEvent);
  return { file, events };
}

const lasting = (events: readonly HostEvent[]) =>
  events.map((event) => ('duration_ms' in event ? { ...event, duration_ms: 0 } : event));

test('the same events come out again, with neither model nor servers, and a change of the file is named', async () => {
  const { file, events } = await recorded();
  expect(
    events.flatMap((event) => (event.type === 'tool_call_finished' ? [`${event.tool} ${event.status}`] : [])),
  ).toEqual(['read_point ok', 'read_point ok', 'no_such_tool refused', 'fail error', 'set_point refused']);
  const seen: HostEvent[] = [];
  expect(await replay(file, (event) => seen.push(event))).toEqual({ questions: 1, divergences: [] });
  expect(lasting(seen)).toEqual(lasting(events));

  const changed = join(tempFolder(), 'changed.jsonl');
  const lines = readFileSync(file, 'utf8').split('\n');
  const finished = lines.findIndex((line) => line.includes('"tool_call_finished"'));
  writeFileSync(changed, lines.map((line, i) => (i === finished ? line.replace('21.5', '99.9') : line)).join('\n'));
  const { divergences } = await replay(changed, () => {});
  expect(divergences[0]).toBe('model request 2: message 4 (tool) differs from the recording');
});

test('a tool that was written in the middle of an answer is written, checked, registered and called again', async () => {
  const file = join(tempFolder(), 'synthesis.jsonl');
  const wrong = { ...ENERGY_USE, code: ENERGY_USE.code.replace('<', '>') };
  const backend = scripted(
    calls(['synthesize_tool', { problem: 'Energy use intensity for 125000 kWh on 2500 m2' }]),
    calls(['propose_tool', wrong]), // its example gives the other rating, so it is repaired
    calls(['propose_tool', ENERGY_USE]),
    calls(['energy_use_intensity', { total_kwh: 10, area_sqm: 5 }]),
    says('50 kWh/m2, which is good.'),
    calls(['synthesize_tool', { problem: 'The same once more' }]),
    says('I wrote one already.'), // no proposal, three times
    says('I will not.'),
    says('No.'),
    says('There is one already.'),
  );
  const recorder = new Recorder(file, {
    started: '2026-06-01T10:00:00Z',
    time_zone: 'Europe/Vienna',
    backend: backend.getBackendInfo(),
    max_tool_iterations: 20,
    allow_writes: false,
    asks: true,
  });
  const approve = recorder.approve(() => Promise.resolve('once'));
  const { ownCall } = recorder;
  const events = new Events();
  {
    await using host = hostOver([dynamicTools()], recorder.backend(backend), {}, { approve, ownCall });
    recorder.beginConversation();
    const conversation = await host.startConversation();
    const onEvent = recorder.watch(host, events.listen);
    for (const question of ['What is the EUI?', 'And again?']) await conversation.ask(question, { onEvent });
  }
  expect(events.of('run_finished').map(({ answer }) => answer)).toEqual([
    '50 kWh/m2, which is good.',
    'There is one already.',
  ]);
  const seen: HostEvent[] = [];
  expect(await replay(file, (event) => seen.push(event))).toEqual({ questions: 2, divergences: [] });
  expect(lasting(seen)).toEqual(lasting(JSON.parse(JSON.stringify(events.all)) as HostEvent[]));

  // What the agent's own call gave is part of it: were it otherwise, the answer of the host's tool would be.
  const changed = join(tempFolder(), 'changed.jsonl');
  const lines = readFileSync(file, 'utf8').split('\n');
  const other = lines.map((line) =>
    line.startsWith('{"type":"own_call","tool":"energy') ? line.replaceAll(/:50\b/gu, ':51') : line,
  );
  writeFileSync(changed, other.join('\n'));
  const { divergences } = await replay(changed, () => {});
  expect(divergences[0]).toContain('model request 4: message 3 (tool) differs from the recording');
});

test('the command ends with 1 where something differs, and a recording is never written over', async () => {
  const { file } = await recorded();
  const again = await nexus(['ask', '--backend', 'builtin', '--record', file, 'x']);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('The recording cannot be made: EEXIST');
  const good = await nexus(['replay', file]);
  expect(good).toMatchObject({ code: 0, stderr: expect.stringContaining('everything came out as recorded') as string });
  const text = readFileSync(file, 'utf8');
  const short = join(tempFolder(), 'short.jsonl');
  writeFileSync(short, text.replace(/\{"type":"model"[^\n]*\n(?![^]*\{"type":"model")/u, ''));
  const bad = await nexus(['replay', short]);
  expect(bad.code).toBe(1);
  expect(bad.stderr).toContain('Differs: model request 3: the recording has 2 only');
});

test('a file that is no recording is refused', async () => {
  const file = join(tempFolder(), 'other.jsonl');
  writeFileSync(file, 'hello\n');
  const { code, stderr } = await nexus(['replay', file]);
  expect(code).toBe(2);
  expect(stderr).toContain('is no recording');
});

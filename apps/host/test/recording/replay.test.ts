import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HostEvent } from '../../src/loop/events.ts';
import { replay } from '../../src/recording/replay.ts';
import { modelServer } from '../fixtures/model-server.ts';
import { nexus } from '../fixtures/nexus.ts';
import { calls, says } from '../fixtures/scripted-backend.ts';
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

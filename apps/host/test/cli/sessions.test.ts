import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HostEvent } from '../../src/loop/events.ts';
import { SessionStore } from '../../src/sessions/session-store.ts';
import { modelServer } from '../fixtures/model-server.ts';
import { nexus } from '../fixtures/nexus.ts';
import { says } from '../fixtures/scripted-backend.ts';
import { tempFolder } from '../fixtures/targets.ts';

/** A data folder with one saved question and its answer. */
function saved(): { readonly env: Record<string, string>; readonly store: SessionStore; readonly id: string } {
  const dataDir = join(tempFolder(), 'data');
  const store = new SessionStore(dataDir);
  const { id } = store.save(store.begin(), [
    { role: 'user', content: 'How warm is the lobby?' },
    { role: 'assistant', content: '21.5 °C' },
  ]);
  return { env: { NEXUS_DATA_DIR: dataDir }, store, id };
}

test('a saved session goes on where it ended, and is saved again', async () => {
  const { env, store, id } = saved();
  await using model = await modelServer(says('19 °C'));
  const words = ['chat', '--json', '--resume', id.slice(0, 14)];
  const { code, stdout } = await nexus(words, { env: { ...env, ...model.environment }, stdin: 'And the roof?\n' });
  expect(code).toBe(0);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HostEvent);
  expect(events.map(({ type }) => type)).toEqual(['run_started', 'model_started', 'text_delta', 'run_finished']);
  expect(store.find(id).messages.map(({ content }) => content)).toEqual([
    'How warm is the lobby?',
    '21.5 °C',
    'And the roof?',
    '19 °C',
  ]);
});

test('sessions are listed, shown, exported and deleted', async () => {
  const { env, store, id } = saved();
  const list = await nexus(['sessions'], { env });
  expect(list.stdout).toContain(`${id}  `);
  expect(list.stdout).toContain('How warm is the lobby?');
  expect((await nexus(['sessions', 'show', id], { env })).stdout).toBe('> How warm is the lobby?\n21.5 °C\n');
  expect(JSON.parse((await nexus(['sessions', 'export'], { env })).stdout)).toEqual(store.find(id));
  expect((await nexus(['sessions', 'delete'], { env })).code).toBe(2);
  expect((await nexus(['sessions', 'delete', id], { env })).stdout).toBe(`Deleted ${id}.\n`);
  const gone = await nexus(['chat', '--resume'], { env });
  expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no saved session.') as string });
});

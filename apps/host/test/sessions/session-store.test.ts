import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SessionStore } from '../../src/sessions/session-store.ts';
import { tempFolder } from '../fixtures/targets.ts';

const said = (...texts: string[]) => texts.map((content) => ({ role: 'user' as const, content }));

function stores() {
  const folder = tempFolder();
  let nowMs = Date.parse('2026-11-24T12:00:00Z');
  return { folder, store: new SessionStore(folder, () => (nowMs += 1_000)) };
}

test('what was saved is found again, the newest first, by id and by its beginning', () => {
  const { folder, store } = stores();
  const first = store.save(store.begin(), said('How warm is\nthe lobby?'));
  const second = store.save(store.begin(), said('And the roof?'));
  expect(store.list().map(({ title }) => title)).toEqual(['And the roof?', 'How warm is the lobby?']);
  expect(store.find(undefined)).toEqual(second);
  expect(store.find(first.id.slice(0, 14))).toEqual(first);
  expect(() => store.find('2026')).toThrow('2 sessions begin with 2026.');
  expect(() => store.find('nope')).toThrow('There is no session nope.');
  expect(statSync(join(folder, 'sessions', `${first.id}.json`)).mode & 0o077).toBe(0);
  store.delete(first.id);
  expect(store.list()).toEqual([second]);
});

test('two who go on with one session do not write over each other', () => {
  const { store } = stores();
  const session = store.save(store.begin(), said('one'));
  const mine = store.save(session, said('one', 'mine'));
  const theirs = store.save(session, said('one', 'theirs'));
  expect(mine.id).toBe(session.id);
  expect(theirs.id).not.toBe(session.id);
  expect(store.find(mine.id).messages).toEqual(said('one', 'mine'));
  expect(store.find(theirs.id).messages).toEqual(said('one', 'theirs'));
});

test('a file that is no session is left out, and no id leads out of the folder', () => {
  const { folder, store } = stores();
  const session = store.save(store.begin(), said('one'));
  writeFileSync(join(folder, 'sessions', 'other.json'), '{"id": 7}');
  expect(store.list()).toEqual([session]);
  expect(() => store.save({ ...session, id: '../escape' }, [])).toThrow('no id of a session');
});

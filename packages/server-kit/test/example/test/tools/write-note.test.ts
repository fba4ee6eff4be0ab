import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { emptyNotes } from '../empty-notes.ts';

test('says whether it replaced a note', async () => {
  await using host = await connect(server, emptyNotes());
  expect(await host.value('write_note', { note_id: 'a', text: 'one' })).toEqual({ note_id: 'a', replaced: false });
  expect(await host.value('write_note', { note_id: 'a', text: 'two' })).toEqual({ note_id: 'a', replaced: true });
});

test('refuses a note beyond the limit, and says what to do', async () => {
  await using host = await connect(server, emptyNotes({ maxNotes: 1 }));
  await host.value('write_note', { note_id: 'a', text: 'one' });
  expect(await host.failure('write_note', { note_id: 'b', text: 'two' })).toEqual({
    code: 'limit_exceeded',
    text: 'There are 1 notes already.\nReplace one of those from list_notes.',
  });
});

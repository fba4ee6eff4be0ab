import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { emptyNotes } from '../empty-notes.ts';

test('gives a page of the notes that match, and the total', async () => {
  const deps = emptyNotes();
  for (const id of ['c', 'a', 'b']) deps.notes.set(id, `text ${id}`);
  deps.notes.set('d', 'other');
  await using host = await connect(server, deps);
  expect(await host.value('list_notes', { query: 'text', limit: 2, offset: 1 })).toEqual({
    notes: [
      { note_id: 'b', text: 'text b' },
      { note_id: 'c', text: 'text c' },
    ],
    total: 3,
    offset: 1,
    limit: 2,
  });
});

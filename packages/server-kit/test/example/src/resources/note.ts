import { NexusError } from '@nexus/models';
import { resourceFor } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';

export const note = resourceFor<Deps>()({
  name: 'note',
  title: 'Note',
  description: 'The text of one note.',
  mimeType: 'text/plain',
  uriTemplate: 'note://{note_id}',
  read({ note_id = '' }, { deps }) {
    const text = deps.notes.get(note_id);
    if (text === undefined) throw new NexusError('not_found', 'There is no such note.', { hint: 'See list_notes.' });
    return text;
  },
  list: ({ deps }) => [...deps.notes.keys()].map((id) => ({ uri: `note://${encodeURIComponent(id)}`, name: id })),
});
